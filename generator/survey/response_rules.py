"""The name of every fault that a response file can have, with what it means.

The documentation lists them from here, and a test holds the list complete.
Those under ACCEPTED are warnings: the answers are read all the same.
"""

from __future__ import annotations

#: Faults: `check` and `build` stop and list them.
REFUSED: dict[str, str] = {
    "bad-category": "A category's id in a code book holds other characters than a-z, 0-9, _.",
    "bad-cohort": "A cohort's id in cohorts.csv holds other characters than letters, digits, _, -.",
    "bad-organisation-code": "An organisation's code in cohorts.csv is no ODS code.",
    "bad-respondent": "A respondent is no survey code.",
    "bad-title": "A title, organisation or region is empty, too long or holds hidden characters.",
    "bad-version": "The version of a category holds other characters than letters, digits, . - _.",
    "broken-quotes": "A quotation mark of a CSV file has no partner.",
    "broken-workbook": "A workbook cannot be read.",
    "check-character": "The last character of a survey code does not fit the others.",
    "cohort-two-meanings": "Two rows of cohorts.csv give one id different meanings.",
    "delimiter": "A CSV file's columns are separated by neither commas nor semicolons.",
    "duplicate-category": "A code book has one category twice.",
    "duplicate-column": "Two columns have one name.",
    "duplicate-response": "One survey code has answered a form twice, in one cohort or in two.",
    "duplicate-row": "themes.csv has one person twice for a role and wave.",
    "empty-file": "A file holds nothing.",
    "error-cell": "A cell of a workbook holds a spreadsheet's error.",
    "external-link": "A workbook is linked to other files.",
    "file-of-counts": "themes.csv counts people. It has one row a person now.",
    "formula": "A cell of a workbook holds a formula.",
    "long-cell": "A cell is longer than any answer.",
    "macros": "A workbook holds macros.",
    "merged-category": "themes.csv names a category that was merged into another.",
    "merged-cells": "Cells of a sheet are merged, so that only the first holds a value.",
    "merged-twice": "A category was merged into one that was merged itself.",
    "missing-character": "A title that is printed holds a sign that the typeface lacks.",
    "missing-column": "A required column is missing.",
    "missing-value": "A required cell is empty.",
    "mixed-encoding": "Parts of a file are written as UTF-8 and parts are not.",
    "more-faults": "A column has more faults than are listed.",
    "moved-heading": "A heading of the data-entry workbook is out of its place.",
    "named-form": "A form that holds names stands among responses.",
    "no-cohorts": "The folder holds responses and no cohorts.csv.",
    "no-folder": "There is no such folder.",
    "no-person": "A row of the data-entry workbook is a sum or an example.",
    "odd-character": "A cell holds an unseen character that turns the direction of writing.",
    "organisation-two-meanings": "An organisation has two regions or two codes.",
    "other-format": "A table is in a format that is not read.",
    "out-of-range": "A number lies outside its limits.",
    "outside-link": "A link leads out of the responses folder.",
    "ragged-row": "A row has more or fewer cells than the header.",
    "shared-code": "One survey code is in two cohorts on two forms of one wave.",
    "sheet-name": "A sheet of the data-entry workbook is called like another form than its rows.",
    "sheet-form": "A sheet that nothing is read back from stands among responses.",
    "too-large": "A file is larger than any response file should be.",
    "too-many": "A code book has more categories than anybody can tell apart.",
    "two-forms": "A file or sheet holds answers to two forms.",
    "two-spellings": "An organisation or a region is written in two ways.",
    "unknown-category": "The code book has no such category.",
    "unknown-code": "A cell holds no code of its column.",
    "unknown-cohort": "A cohort is not listed in any cohorts.csv.",
    "unknown-column": "The form has no such column.",
    "unknown-form": "There is no such form.",
    "unknown-role": "No form with open questions is for this role.",
    "unknown-wave": "No form has open questions for this role at this wave.",
    "unpacked-size": "A workbook would be absurdly large when unpacked.",
    "unreadable": "The disk refuses to read a file or a folder.",
    "version-not-accepted": "The form does not accept answers to this version.",
    "wrong-content": "A file is not what its ending says.",
    "wrong-encoding": "A file is written neither as UTF-8 nor as cp1252.",
    "wrong-type": "A cell holds no number, or no date, where one is asked for.",
}

#: Warnings: the answers are read.
ACCEPTED: dict[str, str] = {
    "changed-heading": "A heading of the data-entry workbook is not the form's question.",
    "code-in-capitals": "Two survey codes of a cohort differ only in capitals.",
    "coloured-cells": "Rows of the data-entry workbook are coloured or struck through.",
    "comments": "A data-entry workbook holds comments.",
    "counting-codes": "Survey codes count upwards, as filling down makes them.",
    "hidden-rows": "Rows of the data-entry workbook are hidden. They are read.",
    "left-over": "themes.csv has a row of somebody who returned no such form. It is not counted.",
    "no-answers": "A row of the data-entry workbook has a code and no answer.",
    "not-read": "A file that seems to hold a table is packed, or has another ending.",
    "no-rows": "A file has a header and no rows.",
    "not-collected": "A file leaves out columns of its form.",
    "preferences": "A preferences file stands among the responses. It is never opened.",
    "rewritten-date": "A date as a spreadsheet rewrites it, read as day/month/year.",
    "skipped-question": "An answer to a question that an earlier answer says to skip.",
}

#: What `mentoring forget` may say besides.
FORGETTING: dict[str, str] = {
    "no-copies": "There are no copies to delete for this code.",
    "older-copies": "Copies of an earlier forgetting are still kept.",
    "unknown-respondent": "No response file holds this code.",
}

#: What `mentoring compare` may say besides.
COMPARING: dict[str, str] = {
    "bad-decision": "A decision of the resolution sheet is none of those to choose from.",
    "blank-decision": "A decision is 'other', and no value stands beside it.",
    "columns-differ": "Two people typed a form into tables with different columns.",
    "disagreement": "Two people typed different values.",
    "no-decider": "A decision has nobody's initials.",
    "no-file": "There is no such file.",
    "no-resolution": "A file is no resolution sheet.",
    "only-in-first": "A row stands only in the first of the two.",
    "only-in-second": "A row stands only in the second of the two.",
    "stale-decision": "A value was typed anew after the difference was decided.",
}
