"""A printed form becomes a PDF that can be filled in: fields laid on its boxes, tags and all.

The page stays as it is printed, so that a print of it is read by a scanner like any other. Each
box's figure becomes a form field to a screen reader, with the question and the answer as its
name. All boxes of a question share one name, so that a tick in one takes away that in another,
and a second click takes it away altogether, which a radio button does not allow. Every state is
drawn in the file itself; nothing asks the reading program to draw, and nothing runs.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from itertools import groupby
from math import dist
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from generator.definitions.words import Words
from generator.files.pdf_finishing import elements, saved
from generator.files.typeface import font
from generator.screen.fields import CODE, Field, Rectangle, Sheet, fields, sheet

Json = Mapping[str, Any]
#: How fields call the font.
FONT = "Sans"
#: Size of what is typed, by size of print, in points.
TYPE = {"S": 11, "L": 16}
#: A figure's box and a layout's may differ by so much, in points: half a border.
NEAR = 2.0
_MULTILINE, _PRINTED = 1 << 12, 4
_GREY = "0.45"


def fillable(pdf: bytes, layout: Json, words: Words, programme: str) -> bytes:
    """Return a printed form with fields; ``words`` are the fixed ones of its language.

    ``programme`` is the id of the programme, which alone reads it back.

    ``pdf`` and ``layout`` are what ``typst_compiler.render`` gives of a form that is read back.
    The result keeps PDF/UA-1 and PDF/A-2a, and depends on nothing but what is given.
    """
    # A sheet that is joined to nothing carries no code: its number is the office's to write.
    asked = [one for one in fields(layout) if layout["kind"] == "linked" or one.kind != "code"]
    of = sheet(programme, layout, asked)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        _Maker(document, of, words).add(asked)
        return saved(document)


class _Maker:
    """Adds the fields of one sheet to its document."""

    def __init__(self, document: pikepdf.Pdf, of: Sheet, words: Words) -> None:
        self.document, self.of, self.words = document, of, words
        self.root = document.Root.StructTreeRoot
        self.font = font(document)
        self.parents: list[tuple[int, pikepdf.Object]] = []
        self.next = int(self.root.ParentTreeNextKey)
        self.drawn: dict[tuple[object, ...], pikepdf.Object] = {}
        self.look = f"/{FONT} {TYPE[of.size]} Tf 0 g"

    def add(self, asked: Sequence[Field]) -> None:
        """Add all fields, their tags, and the form that holds them."""
        figures = _figures(self.root, asked)
        widgets = [(one, self._widget(one)) for one in asked]
        for figure, own in figures:
            self._tag(figure, [(one, w) for one, w in widgets if one in own])
        tagged = {id(one) for _, own in figures for one in own}
        at_the_foot = [(one, w) for one, w in widgets if id(one) not in tagged]
        self._tag_foot(at_the_foot)
        self._to_pages(widgets)
        by_name = sorted(widgets, key=lambda pair: pair[0].item)
        whole = [
            self._field(name, list(group))
            for name, group in groupby(by_name, key=lambda pair: pair[0].item)
        ]
        order = list(dict.fromkeys(one.item for one in asked))
        whole.sort(key=lambda field: order.index(str(field.T).rsplit(":", 1)[1]))
        self.document.Root.AcroForm = self.document.make_indirect(
            Dictionary(
                Fields=Array(whole),
                DA=String(self.look),
                DR=Dictionary(Font=Dictionary({f"/{FONT}": self.font})),
            )
        )
        for key, form in self.parents:
            self.root.ParentTree.Nums.append(key)
            self.root.ParentTree.Nums.append(form)
        self.root.ParentTreeNextKey = self.next

    # --- widgets --------------------------------------------------------------------------

    def _widget(self, one: Field) -> pikepdf.Object:
        common = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            Rect=Array(one.place),
            F=_PRINTED,
            P=self.document.pages[one.page - 1].obj,
        )
        widget = self.document.make_indirect(common)
        if one.kind == "tick":
            widget.AS = Name.Off
            states = {"/Off": self._stream("", one), f"/{one.code}": self._stream("x", one)}
            widget.AP = Dictionary(N=Dictionary(states))
            return widget
        widget.MK = Dictionary(BG=Array([1, 1, 1]), BC=Array([float(_GREY)]))
        widget.BS = Dictionary(Type=Name.Border, W=0.5, S=Name.S)
        widget.AP = Dictionary(N=self._stream("field", one))
        return widget

    def _stream(self, what: str, one: Field) -> pikepdf.Object:
        """Return a drawing of a field's size, made once for all fields of that size."""
        x0, y0, x1, y1 = one.place
        wide, high = x1 - x0, y1 - y0
        key = (what, wide, high)
        if key not in self.drawn:
            draw = {"": "q Q", "x": _cross(wide, high), "field": _field(wide, high)}[what]
            fonts = Dictionary(Font=Dictionary({f"/{FONT}": self.font}))
            self.drawn[key] = self.document.make_stream(
                draw.encode(),
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array([0, 0, wide, high]),
                Resources=fonts if what == "field" else Dictionary(),
            )
        return self.drawn[key]

    def _field(self, item: str, widgets: Sequence[tuple[Field, pikepdf.Object]]) -> pikepdf.Object:
        """Return the field of all widgets of one name."""
        first, only = widgets[0]
        # One widget is its own field; programs write what they fill in where they look for it.
        alone = len(widgets) == 1
        whole = only if alone else self.document.make_indirect(Dictionary())
        whole.T = String(self.of.name(item))
        whole.TU = only.TU
        if first.kind == "tick":
            whole.FT, whole.V = Name.Btn, Name.Off
        else:
            whole.FT, whole.V, whole.DA = Name.Tx, String(""), String(self.look)
            if first.length:
                whole.MaxLen = first.length
            if first.kind == "text" and first.lines > 1:
                whole.Ff = _MULTILINE
        if not alone:
            whole.Kids = Array([widget for _, widget in widgets])
            for _, widget in widgets:
                widget.Parent = whole
        return whole

    def _to_pages(self, widgets: Sequence[tuple[Field, pikepdf.Object]]) -> None:
        for number, page in enumerate(self.document.pages, start=1):
            page.obj.Annots = Array([widget for one, widget in widgets if one.page == number])
            page.obj.Tabs = Name.S

    # --- tags -----------------------------------------------------------------------------

    def _tag(self, figure: pikepdf.Object, own: Sequence[tuple[Field, pikepdf.Object]]) -> None:
        """Let a figure be a form field; of a date's three parts the others stand behind it."""
        alt = str(figure.Alt)
        forms = [self._form(figure.P, one, widget, alt) for one, widget in own]
        above = figure.P
        kids = list(above.K) if isinstance(above.K, Array) else [above.K]
        numbers = [kid.objgen if isinstance(kid, Dictionary) else None for kid in kids]
        place = numbers.index(figure.objgen)
        above.K = Array([*kids[:place], *forms, *kids[place + 1 :]])

    def _form(
        self, above: pikepdf.Object, one: Field, widget: pikepdf.Object, alt: str
    ) -> pikepdf.Object:
        """Return a tag of one field, and give the field its words."""
        part = one.item.partition("/")[2]
        said = f"{self.words[part]}, {alt}" if part else alt
        page = self.document.pages[one.page - 1].obj
        form = self.document.make_indirect(
            Dictionary(
                Type=Name.StructElem,
                S=Name.Form,
                P=above,
                Pg=page,
                Alt=String(said),
                K=Dictionary(Type=Name.OBJR, Obj=widget, Pg=page),
            )
        )
        widget.TU = String(said)
        widget.StructParent = self.next
        self.parents.append((self.next, form))
        self.next += 1
        return form

    def _tag_foot(self, foot: Sequence[tuple[Field, pikepdf.Object]]) -> None:
        """Tag the code at the foot of further pages, after everything else."""
        if not foot:
            return
        written = (form.K.Obj for _, form in self.parents)
        said = str(next(one.TU for one in written if "/AS" not in one))  # the code comes first
        top = self.root.K[0] if isinstance(self.root.K, Array) else self.root.K
        forms = [self._form(top, one, widget, said) for one, widget in foot]
        kids = list(top.K) if isinstance(top.K, Array) else [top.K]
        top.K = Array([*kids, *forms])


def _cross(wide: float, high: float) -> str:
    """Return two lines from corner to corner, a little inside the box."""
    a, b, c, d = 0.2 * wide, 0.8 * wide, 0.2 * high, 0.8 * high
    lines = f"{a:g} {c:g} m {b:g} {d:g} l {a:g} {d:g} m {b:g} {c:g} l S"
    return f"q 1.8 w 1 J 0 G {lines} Q"


def _field(wide: float, high: float) -> str:
    """Return a white field with a thin border, and nothing in it."""
    box = f"0.25 0.25 {wide - 0.5:g} {high - 0.5:g} re"
    return f"q 1 g {_GREY} G 0.5 w {box} B Q /Tx BMC EMC"


# --- figures and fields -----------------------------------------------------------------------


def _figures(
    root: pikepdf.Object, asked: Sequence[Field]
) -> list[tuple[pikepdf.Object, list[Field]]]:
    """Return the figures that stand for fields, each with its own: a date's has three.

    Both are in reading order, so that of boxes at the same place on two pages the first is the
    first page's. The code at the foot of a page has no figure.
    """
    left = list(asked)
    found = []
    for element in list(elements(root.get("/K"))):
        if Name.Figure != element.S:
            continue
        own = _inside(_box(element), left)
        if own:
            found.append((element, own))
            left = [one for one in left if all(one is not other for other in own)]
    lacking = [one.item for one in left if one.item != CODE]
    if lacking:
        raise ValueError(f"These boxes have no figure: {lacking}.")
    return found


def _box(figure: pikepdf.Object) -> Rectangle | None:
    facts = figure.get("/A")
    for one in facts if isinstance(facts, Array) else [facts]:
        if isinstance(one, Dictionary) and "/BBox" in one:
            x0, y0, x1, y1 = map(float, one.BBox)
            return x0, y0, x1, y1
    return None


def _inside(box: Rectangle | None, left: Sequence[Field]) -> list[Field]:
    """Return the first field whose lower left corner is a figure's, with the parts of its date.

    The figure of writing lines is no higher than its lines.
    """
    if box is None:
        return []
    near = [one for one in left if dist(one.place[:2], box[:2]) < NEAR]
    if not near:
        return []
    first = near[0]
    item = first.item.partition("/")[0]
    return [one for one in left if (one.page, one.item.partition("/")[0], one.code) == (
        first.page, item, first.code)]  # fmt: skip
