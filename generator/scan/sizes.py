"""Pictures in other sizes."""

from __future__ import annotations

import cv2
import numpy as np

from generator.scan.page import Grey


def resized(grey: Grey, by: float) -> Grey:
    """Return a picture ``by`` times as large; made smaller, each pixel is the mean of its part."""
    how = cv2.INTER_AREA if by < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, None, fx=by, fy=by, interpolation=how), np.uint8)
