"""In and out of the tools that hospitals have.

Reading a tool's export is this walk, a module a step: ``reading`` (bytes → ``source``), ``tool``
(which one wrote it), ``wording`` (what the form's columns are called) and ``match`` (headings →
columns), ``answers``, ``several`` and ``days`` (cells → codes), ``map_writing`` and
``map_reading`` (what people confirm), ``taking`` (all of it → the kit's rows, checked).
"""
