"""Each rule: the faults that it finds in the tiny programme, their places and words."""
# ruff: noqa: E501 - each message stands whole, as its reader sees it

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.definitions.rules import FAULTS, WARNINGS
from generator.definitions.rules_ids import is_device
from generator.definitions.rules_wording import WORDING_RULES
from generator.disclosure.pages import slug
from generator.questionnaire.file_names import plain_name

Edit = tuple[str, str, str]  # file, text there, text instead
Told = Callable[..., list[str]]

MENTEE_BEFORE = "mentee_before.yml"
MENTOR_AFTER = "mentor_after.yml"
MENTOR_BEFORE = "mentor_before.yml"
PROGRAMME = "programme.yml"
SIGN_UP = "sign_up.yml"
VISIT = "visit.yml"
MINUTES = (
    '{id: minutes, type: number, minimum: 0, maximum: 600, unit: minutes, text: "How long was it?"}'
)

CASES: list[tuple[list[Edit], list[str]]] = [
    ([(MENTOR_BEFORE, "scale: yes_no", "scale: yes_noo")],
     ["mentor_before.yml:20:16: unknown-scale: There is no scale 'yes_noo'. Did you mean 'yes_no'?"]),
    ([(PROGRAMME, "    scale: sureness\n    stems:\n      mentor: How sure are you about", "    scale: agreement\n    stems:\n      mentor: How sure are you about")],
     ["programme.yml:58:12: unknown-scale: There is no scale 'agreement'. Known: sureness, yes_no."]),
    ([(PROGRAMME, "measure: grasp, from: before", "measure: grip, from: before")],
     ["programme.yml:70:29: unknown-measure: There is no measure 'grip'. Did you mean 'grasp'?"]),
    ([(VISIT, "role: pair", "role: pears")],
     ["visit.yml:7:7: unknown-role: There is no role 'pears'. Did you mean 'pair'?"]),
    ([(VISIT, "wave: after", "wave: aftre")],
     ["visit.yml:8:7: unknown-wave: There is no wave 'aftre'. Did you mean 'after'?"]),
    ([(MENTOR_AFTER, "type: measure, measure: sureness", "type: single, measure: sureness")],
     ["mentor_after.yml:17:16: measure-type: The measure 'sureness' is asked for each domain. Write 'type: measure'."]),
    ([(PROGRAMME, "waves:\n", "waves:\n  - {id: never, title: Never, phrase: never}\n")],
     ["programme.yml:30:10: unused: warning: The wave 'never' is used by nothing. Use it, or delete it."]),
    ([(PROGRAMME, "scales:\n", "scales:\n  - {id: spare, title: Spare, points: [{code: 1, label: Low}, {code: 2, label: High}], bands: [{id: low, label: Low, codes: [1]}, {id: high, label: High, codes: [2]}]}\n")],
     ["programme.yml:33:10: unused: warning: The scale 'spare' is used by nothing. Use it, or delete it."]),
    ([(MENTOR_BEFORE, "      - id: worries_text", "      - id: worries")],
     ["mentor_before.yml:22:13: duplicate-id: 'worries' is here twice among the items; the first is in line 18. Rename or delete one of them."]),
    ([(PROGRAMME, "{code: 2, label: Unsure}", "{code: 1, label: Unsure}"),
      (PROGRAMME, "codes: [1, 2]", "codes: [1]")],
     ["programme.yml:38:16: duplicate-id: '1' is here twice among the codes of 'sureness'; the first is in line 37. Rename or delete one of them."]),
    ([(VISIT, "code: coffee", "code: tea")],
     ["visit.yml:28:20: duplicate-id: 'tea' is here twice among the options of 'drinks'; the first is in line 27. Rename or delete one of them."]),
    ([(PROGRAMME, "- {id: cake,", "- {id: tea,")],
     ["programme.yml:19:10: duplicate-id: 'tea' is here twice among the domains; the first is in line 18. Rename or delete one of them."]),
    ([(VISIT, "id: visit\nversion", "id: visits\nversion")],
     ["visit.yml:1:5: file-name: The form 'visits' is in a file named 'visit'. Name the file visits.yml, or change the id."]),
    ([(VISIT, "{id: remark,", "{id: language,")],
     ["visit.yml:31:14: reserved-id: 'language' is a name that every response file keeps for itself. Give the item another id."]),
    ([(VISIT, "{id: remark,", "{id: with,")],
     ["visit.yml:31:14: reserved-id: 'with' is a name that SPSS keeps for itself. Give the item another id."]),
    ([(PROGRAMME, "- {id: jokes,", "- {id: total,")],
     ["programme.yml:24:10: reserved-id: 'total' is the name of the sum over the domains. Give the domain another id."]),
    ([(VISIT, "{id: remark,", "{id: redcap_event_name,")],
     ["visit.yml:31:14: reserved-id: 'redcap_event_name' is a name that REDCap keeps for itself. Give the item another id."]),
    ([(VISIT, "{id: remark,", "{id: a__remark,")],
     ["visit.yml:31:14: column-name: The column 'a__remark' has 2 underscores together or 1 at its end. Use single underscores between words; 3 are kept for item___code."]),
    ([(VISIT, "{id: remark,", "{id: remark_,")],
     ["visit.yml:31:14: column-name: The column 'remark_' has 2 underscores together or 1 at its end. Use single underscores between words; 3 are kept for item___code."]),
    ([(VISIT, "{id: remark,", "{id: a_remark_on_all_that_was_said,")],
     ["visit.yml:31:14: column-name: warning: The column 'a_remark_on_all_that_was_said' has 29 characters; REDCap advises up to 26. Shorten the id."]),
    ([(VISIT, "code: coffee", "code: coffeecoffeecoffeecoffeecoffeecoffeecoffeecoffeecoffeecoffee")],
     ["visit.yml:28:20: column-name: The column 'drinks___coffeecoffeecoffeecoffeecoffeecoffeecoffeecoffeecoffeecoffee' has 69 bytes; SPSS holds 64. Shorten the id or the code."]),
    ([(VISIT, "{id: remark,", "{id: sureness_tea,")],
     ["visit.yml:31:14: column-clash: The item 'sureness_tea' has the same name as a column of the measure 'sureness'. Give the item another id."]),
    ([(VISIT, "code: online", "code: -97")],
     ["visit.yml:22:20: code-shape: -97 cannot be a code. Use a number from 0 to 9999, or a word such as in_person. -97 to -99 are gaps."]),
    ([(VISIT, "code: online", "code: On line")],
     ["visit.yml:22:20: code-shape: 'On line' cannot be a code. Use a number from 0 to 9999, or a word such as in_person. -97 to -99 are gaps."]),
    ([(VISIT, "code: online", 'code: "7"')],
     ["visit.yml:22:20: code-shape: The code '7' is a number in quotes. Leave out the quotes."]),
    ([(PROGRAMME, "label: In between}\n      - {code: 4", 'label: "3"}\n      - {code: 4')],
     ["programme.yml:39:26: unlabelled-point: The answer 3 of 'sureness' has no words. Say what this answer means."]),
    ([(VISIT, "label: Coffee", 'label: ""')],
     ["visit.yml:28:35: unlabelled-point: The answer coffee of 'drinks' has no words. Say what this answer means."]),
    ([(PROGRAMME, "label: In between}\n      - {code: 4", "label: unsure}\n      - {code: 4")],
     ["programme.yml:39:26: same-label: The answers 2 and 3 of 'sureness' have the same words. Say how they differ."]),
    ([(VISIT, "label: Coffee", "label: Tea")],
     ["visit.yml:28:35: same-label: The answers tea and coffee of 'drinks' have the same words. Say how they differ."]),
    ([(PROGRAMME, "codes: [4, 5]", "codes: [5]")],
     ["programme.yml:43:7: bands: No band of 'sureness' holds 4. Add each to the band where it belongs."]),
    ([(PROGRAMME, "codes: [3]", "codes: [3, 4]")],
     ["programme.yml:45:41: bands: The code 4 of 'sureness' is in 2 bands. Keep it in one of them."]),
    ([(PROGRAMME, "codes: [4, 5]", "codes: [4, 5, 6]")],
     ["programme.yml:45:47: bands: 'sureness' has no code 6. Known: 1, 2, 3, 4, 5."]),
    ([(VISIT, "          - {code: online, label: Online}\n", "          - {code: online, label: Online}\n        bands:\n          - {id: here, label: Here, codes: [tea_room, garden]}\n          - {id: there, label: There, codes: [tea_room]}\n")],
     ["visit.yml:24:11: bands: No band of 'place' holds 'online'. Add each to the band where it belongs.",
      "visit.yml:24:55: bands: 'place' has no code 'garden'. Known: tea_room, online.",
      "visit.yml:25:47: bands: The code 'tea_room' of 'place' is in 2 bands. Keep it in one of them."]),
    ([(VISIT, MINUTES, MINUTES[:-1] + ", bands: [{id: all, label: All, from: 0, to: 600}]}")],
     ["visit.yml:16:111: bands: 'minutes' has 1 band, which shows nothing. Write 2 or 3, or none."]),
    ([(VISIT, MINUTES, MINUTES[:-1] + ", bands: [{id: short, label: Short, from: 0, to: 29}, {id: long, label: Long, from: 31, to: 600}]}")],
     ["visit.yml:16:186: bands: The bands of 'minutes' do not hold each of 0 to 600 once. Begin this one at 30, and end it above."]),
    ([(VISIT, MINUTES, MINUTES[:-1] + ", bands: [{id: short, label: Short, from: 29, to: 0}, {id: long, label: Long, from: 30, to: 600}]}")],
     ["visit.yml:16:144: bands: The bands of 'minutes' do not hold each of 0 to 600 once. Begin this one at 0, and end it above."]),
    ([(VISIT, MINUTES, MINUTES[:-1] + ", bands: [{id: short, label: Short, from: 0, to: 29}, {id: short, label: Long, from: 30, to: 601}]}")],
     ["visit.yml:16:161: duplicate-id: 'short' is here twice among the bands of 'minutes'; the first is in line 16. Rename or delete one of them.",
      "visit.yml:16:195: bands: The bands of 'minutes' do not hold each of 0 to 600 once. End the last one at 600."]),
    ([(VISIT, MINUTES, MINUTES[:-1] + ", bands: [{id: short, label: Short, from: 0, to: 29}, {id: middle, label: Middle, from: 30, to: 60}, {id: long, label: Long, from: 61, to: 90}, {id: longer, label: Longer, from: 91, to: 600}]}")],
     ["visit.yml:16:111: wrong-length: 'bands' has 4 entries. It takes at most 3."]),
    ([(PROGRAMME, "      - {code: 2, label: Unsure}\n      - {code: 3, label: In between}", "      - {code: 3, label: In between}\n      - {code: 2, label: Unsure}")],
     ["programme.yml:37:7: scale-order: The codes of the ordered scale 'sureness' are not numbers that rise. Use whole numbers from low to high, or add 'ordered: false'."]),
    ([(PROGRAMME, "    ordered: false\n", "")],
     ["programme.yml:49:7: scale-order: The codes of the ordered scale 'yes_no' are not numbers that rise. Use whole numbers from low to high, or add 'ordered: false'."]),
    ([(PROGRAMME, "    summed: true\n", "")],
     ["programme.yml:57:12: measure-scale: The scale 'sureness' of 'sureness' cannot be summed. Add 'summed: true' to the scale, or 'items: single' to the measure."]),
    ([(PROGRAMME, "    scale: sureness\n    stems:\n      mentor: How sure are you about", "    scale: sureness\n    missing: {rule: prorate, answered: 2}\n    stems:\n      mentor: How sure are you about")],
     ["programme.yml:59:14: measure-scale: The total of 'sureness' would be given from 2 of 7 answers. Write 'answered: 4' or more, up to 7."]),
    ([(VISIT, "minimum: 0", "minimum: -1")],
     ["visit.yml:16:46: out-of-range: 'minimum' is -1. It must be at least 0."]),
    ([(VISIT, "maximum: 600", "maximum: 0")],
     ["visit.yml:16:58: number-limits: The greatest answer to 'minutes' is not above the least. Exchange them, or raise 'maximum'."]),
    ([(MENTOR_BEFORE, "item: worries,", "item: worry,")],
     ["mentor_before.yml:25:25: show-if: There is no item 'worry' before this one. Did you mean 'worries'?"]),
    ([(MENTOR_BEFORE, "        scale: yes_no\n", "        scale: yes_no\n        show_if: {item: worries_text, operator: answered}\n")],
     ["mentor_before.yml:21:25: show-if: There is no item 'worries_text' before this one. Known: grasp, sureness."]),
    ([(MENTOR_BEFORE, 'value: "yes"', "value: maybe")],
     ["mentor_before.yml:25:55: show-if: 'worries' cannot be 'maybe' here. Known: yes, no."]),
    ([(MENTOR_BEFORE, "operator: is,", "operator: at_least,")],
     ["mentor_before.yml:25:44: show-if: The answers to 'worries' have no order. Write 'operator: is' or 'is_not'."]),
    ([(VISIT, "text: Any remark}", "text: Any remark, show_if: {item: minutes, operator: at_least, value: 700}}")],
     ["visit.yml:31:110: show-if: 'minutes' cannot be 700 here. It is a number from 0 to 600."]),
    ([(VISIT, "text: Any remark}", "text: Any remark, show_if: {item: held_on, operator: is, value: 7}}")],
     ["visit.yml:31:93: show-if: 'held_on' has no list of answers to compare with. Write 'operator: answered', and no value."]),
    ([(VISIT, 'accepts: ["1.0.0", "1.1.0"]', 'accepts: ["1.0.0"]')],
     ['visit.yml:5:10: accepts: The form does not accept its own version, 1.1.0. Add "1.1.0" to the list.']),
    ([(VISIT, 'accepts: ["1.0.0",', 'accepts: ["1.0",')],
     ["visit.yml:5:11: version-shape: '1.0' is not a version. Write 3 numbers in quotes, such as \"1.0.0\"."]),
    ([(VISIT, "kind: unlinked", "kind: linked")],
     ["visit.yml:6:7: linked-wave: The role 'pair' is not a person, so nothing can be linked. Write 'kind: unlinked'."]),
    ([(VISIT, "wave: after\n", ""),
      (VISIT, "kind: unlinked\nrole: pair", "kind: linked\nrole: mentor"),
      (PROGRAMME, "  - {id: pair, title: Pair, plural: Pairs, people: false}\n", "")],
     ["visit.yml:6:7: linked-wave: A linked form needs a wave. Add 'wave: …', or 'kind: unlinked'."]),
    ([(SIGN_UP, "      rows: 4\n", "      printed: [{label: You, words: [One, Two]}]\n")],
     ["sign_up.yml:18:37: table-words: This row has 2 texts for 0 columns. Give one for each column of words; put quotes round commas."]),
    ([(SIGN_UP, "{title: Willing, cell: tick}", "{title: Willing, cell: words}")],
     ["sign_up.yml:20:9: table-words: The table has columns of words: 1; texts: 0. Give rows under 'printed', or change 'cell'."]),
    ([(SIGN_UP, "    title: The people\n", "    title: The people\n    each_mentee: true\n")],
     ["sign_up.yml:15:5: each-mentee: 'people' is printed once for each mentee, but the form is not a sheet. Write 'kind: sheet', or take it out."]),
    ([(PROGRAMME, "domains:\n", "mentees: [A, B, a]\ndomains:\n")],
     ["programme.yml:17:10: each-mentee: 2 mentees have the same code. Give each a number or code of its own."]),
    ([(PROGRAMME, "domains:\n", "timeline:\n  - {id: a, from: 0, what: A, who: B}\n  - {id: b, from: 2, to: -1, what: A, who: B}\ndomains:\n")],
     ["programme.yml:18:19: timeline: There is no week 0: the week before week 1 is week -1. Write 1, or -1 for the week before it.",
      "programme.yml:19:26: timeline: Week -1 comes before week 2. Exchange 'from' and 'to'."]),
    ([(VISIT, "{type: note, text: Thank you.}", "{type: note, text: 'Ask {{ contact.organiser.nmae }}.'}"),
      (SIGN_UP, "    title: The people\n", "    title: 'Mentee {{ mentee }}'\n")],
     ["sign_up.yml:16:12: unknown-value-name: There is no value 'mentee'. It is one where 'each_mentee: true' stands, in the title of a section or a column.",
      "visit.yml:32:28: unknown-value-name: There is no value 'contact.organiser.nmae'. Did you mean 'contact.organiser.name'?"]),
    ([(SIGN_UP, "kind: named", "kind: unlinked")],
     ["sign_up.yml:18:7: hand-table: Nobody types in the table in 'people'. Ask with items, or write 'kind: named' or 'kind: sheet'."]),
    ([(SIGN_UP, "  - id: people\n    title: The people\n", "  - id: spare\n    title: Spare\n  - id: people\n    title: The people\n")],
     ["sign_up.yml:15:5: empty-section: The section 'spare' is empty. Add items, or delete it."]),
    ([(SIGN_UP, "kind: named", "kind: unlinked"),
      (SIGN_UP, "      - {id: name, type: short_text, text: Your name}", "      - {type: note, text: Hello.}"),
      (SIGN_UP, "  - id: people\n    title: The people\n    table:\n      rows: 4\n      columns:\n        - {title: Name, cell: write, share: 3}\n        - {title: Willing, cell: tick}\n", "")],
     ["sign_up.yml:5:7: asks-nothing: The form asks nothing. Add items, or write 'kind: sheet'."]),
    ([(MENTOR_BEFORE, "type: long_text\n", "type: long_text\n        lines: 1\n")],
     ["mentor_before.yml:24:16: free-text-lines: warning: 'worries_text' has 1 line for free text. Give 2 or more lines, or write 'type: short_text'."]),
    ([(MENTEE_BEFORE, "      - {type: measure, measure: sureness}", "      - {type: measure, measure: sureness}\n      - {type: single, measure: grasp}")],
     ["mentee_before.yml:17:33: missing-words: The measure 'grasp' has no stem for the role 'mentee'. Add 'mentee: …' to its stems in programme.yml."]),
    ([(PROGRAMME, "phrases: {mentor: how they joke, mentee: how you joke}", "phrases: {mentor: how they joke}")],
     ["programme.yml:24:40: missing-words: The domain 'jokes' has no phrase for 'mentee' (form 'mentee_after'). Add 'mentee: …'."]),
    ([(VISIT, "kind: unlinked\nrole: pair\nwave: after", "kind: linked\nrole: mentor\nwave: after"),
      (VISIT, "{id: remark,", "{id: worries,"),
      (PROGRAMME, "  - {id: pair, title: Pair, plural: Pairs, people: false}\n", "")],
     ["visit.yml:31:14: asked-twice: 'worries' is also asked by 'mentor_after', of the same role at the same wave. Ask it on 1 of the 2 forms."]),
    ([(PROGRAMME, "measure: grasp, from: before, to: after", "measure: grasp, from: after, to: before")],
     ["programme.yml:70:42: comparison: 'after' does not come before 'before'. Exchange 'from' and 'to'."]),
    ([(PROGRAMME, "comparisons:\n", "comparisons:\n  - {role: mentor, measure: grasp, from: before, to: after}\n")],
     ["programme.yml:71:5: comparison: This comparison is here twice. Delete one."]),
    ([(PROGRAMME, "to: after, primary: true}\n  - {role: mentor", "to: after, primary: true}\n  - {role: mentor, measure: grasp, from: before, to: later, primary: true}\n  - {role: mentor"),
      (PROGRAMME, "- {id: after, title: After tea, phrase: after tea}", "- {id: after, title: After tea, phrase: after tea}\n  - {id: later, title: Later, phrase: later}")],
     ["programme.yml:71:54: comparison-measure: No linked form asks the role 'mentor' for 'grasp' at 'later'. Add the measure to a form of that wave, or delete the comparison.",
      "programme.yml:72:70: comparison: 'grasp' has 2 primary comparisons for 'mentor'. Keep 1. Headlines can quote only 1."]),
    ([(MENTOR_AFTER, "      - {type: single, measure: grasp}\n", "")],
     ["programme.yml:70:54: comparison-measure: No linked form asks the role 'mentor' for 'grasp' at 'after'. Add the measure to a form of that wave, or delete the comparison."]),
    ([(PROGRAMME, "domains:\n", "release:\n  restricted_minimum: 3\n  approved_by: Pat Tiny\ndomains:\n")],
     ["programme.yml:18:23: release-rule: A restricted minimum of 3 needs approval. Fill in reason, or write 5."]),
    ([(PROGRAMME, "domains:\n", "release:\n  restricted_minimum: 12\ndomains:\n")],
     ["programme.yml:18:23: release-rule: The restricted minimum is above the open one. Write 11 or less."]),
    ([(PROGRAMME, "domains:\n", "release:\n  restricted_minimum: 2\n  approved_by: Pat Tiny\n  reason: A try\ndomains:\n")],
     ["programme.yml:18:23: out-of-range: 'restricted_minimum' is 2. It must be at least 3."]),
    ([(PROGRAMME, "domains:\n", 'release:\n  restricted_readers: [Pat Tiny, ""]\ndomains:\n')],
     ["programme.yml:18:34: blank-text: '1' is blank. Write a text."]),
    ([(VISIT, "title: The visit", 'title: ""')],
     ["visit.yml:3:8: blank-text: 'title' is blank. Write a text."]),
    ([(VISIT, "title: The visit", "title: {en: The visit, fr: La visite}")],
     ["visit.yml:3:28: language: 'title' has a text in fr, which the programme lacks. Add it to 'languages' in programme.yml, or delete the text."]),
    ([(VISIT, "title: The visit", "title: {cy: Ymweliad}")],
     ["visit.yml:3:8: language: 'title' has no text in en. Write {en: …}.",
      "visit.yml:3:13: language: 'title' has a text in cy, which the programme lacks. Add it to 'languages' in programme.yml, or delete the text."]),
    ([(PROGRAMME, "status: ready\n", "status: ready\nlanguages: [en, Welsh!]\n")],
     ["programme.yml:6:17: language: 'Welsh!' is not a language tag. Write tags such as en, cy or pt-BR."]),
    ([(PROGRAMME, "status: ready\n", "status: ready\nlanguages: [en, {tag: cy, for: [forms, results]}]\n")],
     ["programme.yml:6:40: language-offer: Results are in English only, not in 'cy'. Take 'results' out. Tell readers in their language what the results say."]),
    ([(PROGRAMME, "status: ready\n", "status: ready\nlanguages: [en, {tag: ur, for: [forms]}]\n")],
     ["programme.yml:6:17: language-offer: 'ur' is written from right to left: boxes of survey codes would stand in the wrong order. Take it out of 'languages'. Hand out a translation of your own beside the English form."]),
    ([(PROGRAMME, "status: ready\n", "status: ready\nlanguages: [{tag: en, for: [forms]}]\n")],
     ["programme.yml:6:13: language-offer: The first language is that of plain texts, and is offered on everything. Write its tag alone, such as  languages: [en, {tag: en, for: [forms]}]."]),
    ([(PROGRAMME, "status: ready\n", "status: ready\nlanguages: [en, en]\n")],
     ["programme.yml:6:17: language-offer: The language 'en' is there twice. Delete one of them."]),
    ([(PROGRAMME, "status: ready\n", "status: ready\nlanguages: [en, {tag: cy, for: [form]}]\n")],
     ["programme.yml:6:33: unknown-value: 'for' cannot be 'form'. Did you mean 'forms'?"]),
    ([(PROGRAMME, "email: pat@example.org", 'email: ""')],
     ["programme.yml:15:12: blank-local: warning: The email of the contact 'organiser' is blank. Fill in 'email'; readers of the site need it."]),
    ([(PROGRAMME, "department: Tea room", 'department: ""')],
     ["programme.yml:8:15: blank-local: warning: The department's name is blank. Fill in 'department' under 'local'."]),
    ([(PROGRAMME, "status: ready\n", "status: ready\nretention: [{id: forms, what: Forms, until: }]\n")],
     ["programme.yml:6:45: blank-local: warning: The date until which 'forms' are kept is blank. Fill in 'until', such as 2028-03-31; the privacy notice names it."]),
    ([(VISIT, "text: Where was it?", "text: Where in the whole of the big old house by the blue sea did we two meet to drink our tea on that day?")],
     ["visit.yml:19:15: long-question: warning: The question has 24 words; up to 20 are easy to follow. Shorten it, or move part of it into a 'hint'."]),
    ([(VISIT, "text: Where was it?", "text: How warm and clean was it?")],
     ["visit.yml:19:15: two-ideas: warning: 'and' may join 2 ideas in 1 question. Ask them separately."]),
    ([(VISIT, "text: Where was it?", "text: Was it not warm?")],
     ["visit.yml:19:15: negative: warning: 'not' makes the question negative. Ask it without a negative."]),
    ([(VISIT, "text: Where was it?", "text: To what extent did organisational considerations inhibit immediate articulation of deficiencies?")],
     ["visit.yml:19:15: hard-words: warning: The reading age is about 29; up to 14 is easy for all. Use shorter words and sentences."]),
    ([(MENTOR_BEFORE, "text: What, if anything, are you worried about?", "text: What worries you?")],
     ["mentor_before.yml:24:15: leading-question: warning: The open question takes for granted that there is something to say. Begin with 'What, if anything, …'."]),
    ([(VISIT, "sections:", "waivers:\n  - {rule: two-idea, item: place, reason: They belong together.}\nsections:")],
     ["visit.yml:13:12: unknown-waiver: There is no wording rule 'two-idea' to waive. Did you mean 'two-ideas'?"]),
    ([(VISIT, "sections:", "waivers:\n  - {rule: two-ideas, item: place, reason: They belong together.}\nsections:")],
     ["visit.yml:13:12: unused-waiver: warning: Nothing needs the waiver of 'two-ideas' for 'place'. Delete it."]),
]  # fmt: skip


def rule_of(line: str) -> str:
    return line.split(": ")[1]


@pytest.mark.parametrize(("edits", "lines"), CASES, ids=[rule_of(lines[0]) for _, lines in CASES])
def test_a_fault_is_named_with_place_and_remedy(
    edits: list[Edit], lines: list[str], told: Told
) -> None:
    assert told(*edits) == lines


def test_every_rule_has_a_case_here() -> None:
    people = {"email-shape", "person-name", "doubled-role", "supervising-reader"}
    words = {"words-file", "words-phrase", "translation-values", "stale-translation"}
    names = {rule.__name__.replace("_", "-") for rule in (*FAULTS, *WARNINGS)} | {*WORDING_RULES}
    names |= {f"unknown-{kind}" for kind in ("scale", "measure", "role", "wave")}
    assert names - {"wording", "unknown-name"} - people - words <= {
        rule_of(line) for _, lines in CASES for line in lines
    }


def test_the_tiny_programme_itself_has_no_fault(told: Told) -> None:
    assert told() == []


def tea_room(label: str) -> Edit:
    new = f'code: 2, label: "{label}"'
    return VISIT, "code: tea_room, label: In the tea room", new


@pytest.mark.parametrize(
    "label",
    ["1 - 3", "4–6", "10+", "<5", "≥ 3", "50%", "½", "1/2", "1,000", "£10", "2.5", "12:30", "7 x"],
)
def test_figures_that_say_more_than_a_code_are_a_label(told: Told, label: str) -> None:
    assert told(tea_room(label)) == []


@pytest.mark.parametrize("label", ["2", "3", " 4 ", "5.", "–", "?!"])
def test_a_bare_number_or_sign_is_no_label(told: Told, label: str) -> None:
    assert list(map(rule_of, told(tea_room(label)))) == ["unlabelled-point"]


@pytest.mark.parametrize(
    ("mixed", "apart", "lines"),
    [
        (
            ", unsure", "",
            ["visit.yml:24:80: bands: warning: The band 'b' holds 'unsure', which is apart. Give what is apart a band of its own."],
        ),
        ("", ", {id: c, label: C, codes: [unsure]}", []),
    ],
)  # fmt: skip
def test_a_band_that_mixes_an_answer_apart_with_others_is_warned_of(
    told: Told, mixed: str, apart: str, lines: list[str]
) -> None:
    options = "{code: tea_room, label: In the tea room}\n          - {code: online, label: Online}"
    bands = "bands: [{id: a, label: A, codes: [tea_room]}, {id: b, label: B, codes: [online%s]}%s]"
    extra = "          - {code: unsure, label: Cannot say yet, apart: true}\n        "
    assert told((VISIT, options, f"{options}\n{extra}{bands % (mixed, apart)}")) == lines


def test_a_faulty_element_does_not_hide_the_faults_around_it(told: Told) -> None:
    """A scale that cannot be read is neither unknown where it is used, nor are others unused."""
    assert told(
        (PROGRAMME, "{code: 2, label: Unsure}", "{code: 2, lable: Unsure}"),
        (MENTOR_BEFORE, "scale: yes_no", "scale: yes_noo"),
        (VISIT, "type: date", "type: dat"),
        (VISIT, 'version: "1.1.0"', "version: 1.10"),
        (SIGN_UP, "kind: named", "kind: nameless"),
    ) == [
        "mentor_before.yml:20:16: unknown-scale: There is no scale 'yes_noo'. Did you mean 'yes_no'?",
        "programme.yml:38:19: unknown-key: There is no key 'lable' here. Did you mean 'label'?",
        "sign_up.yml:5:7: unknown-value: 'kind' cannot be 'nameless'. Did you mean 'named'?",
        (
            "visit.yml:2:10: yaml-surprise: Without quotes 1.10 is read as the number 1.1, not as text. "
            'Put quotes round it: "1.10", and give all 3 numbers.'
        ),
        "visit.yml:30:9: unknown-value: There is no item type 'dat'. Did you mean 'date'?",
    ]


def test_names_of_devices_stand_in_one_place() -> None:
    """A name refused for a form, a group, a printed file and a page of the author is one name."""
    whole = Path(__file__).parents[2] / "generator"
    lists = [p.name for p in whole.rglob("*.py") if re.search(r"\bprn\b", p.read_text("utf-8"))]
    assert lists == ["rules_ids.py"]
    for name in ("con", "LPT9.md", "com²", "CONIN$", "aux .tar.gz"):
        assert is_device(name), name
        assert plain_name(name).startswith("_"), name
    assert slug("com2") == "group-com2"


def test_a_form_is_not_named_after_a_device_of_windows(
    tiny: dict[str, str], told_of: Callable[[dict[str, str]], list[str]]
) -> None:
    files = {name.replace("visit", "aux"): text for name, text in tiny.items()}
    files["aux.yml"] = files["aux.yml"].replace("id: visit\n", "id: aux\n", 1)
    assert told_of(files) == [
        "aux.yml:1:5: reserved-id: 'aux' is a name that Windows keeps for itself. Give the form another id."
    ]


def test_a_list_of_answers_fits_the_byte_that_keeps_them(told: Told) -> None:
    """From 125 answers on codes and gaps would be taken for each other."""
    options = ", ".join(f"{{code: {n}, label: Ward x{n}}}" for n in range(101))
    remark = f"{{id: ward, type: choice, text: Where, options: [{options}]}}\n      - {{id: remark,"
    (line,) = told((VISIT, "{id: remark,", remark))
    assert ": wrong-length: " in line
    assert "at most 100" in line
