"""The scanner's accuracy, measured: invented people fill in real forms, machines spoil them.

Nothing here knows how the reader works: forms come from what ``mentoring print`` writes, marks
and damage are drawn by code of its own, and the answers that went in are held against the
verdicts that come out.
"""
