"""Twelve categories to start a code book from: suggestions, to be kept, dropped or added to."""

from __future__ import annotations

from generator.responses.themes import Category

SUGGESTED: tuple[Category, ...] = (
    Category(
        "hierarchy",
        "Hierarchy and power",
        "Rank, authority or dependence between junior doctors and consultants, and what follows "
        "from them.",
        "Fear of consequences for references, rotas or careers; deference; being taken seriously "
        "despite rank.",
        "Worry about this one working relationship without rank: relationships.",
    ),
    Category(
        "selection",
        "Selection of mentors and mentees",
        "Who takes part, who should, and how people are matched.",
        "Volunteers only; those who need it most stay away; the draw; choosing one's own partner.",
        "Willingness to listen once somebody takes part: openness.",
    ),
    Category(
        "relationships",
        "Risk to relationships",
        "Harm, or fear of harm, to how two people work together.",
        "Awkwardness, offence, a good relation spoilt; also relief that nothing was spoilt.",
        "Consequences that come from rank: hierarchy.",
    ),
    Category(
        "time",
        "Not enough time",
        "Time for interview, session, forms or preparation, on either side.",
        "Sessions cut short, rotas that do not allow it, forms that take too long.",
        "How consultants manage their time at work, which is a domain of the feedback itself.",
    ),
    Category(
        "benefits",
        "Awareness of benefits",
        "Knowing, or not knowing, what good reverse mentoring may do.",
        "What people hope for in general; that others should be told what it is for.",
        "A definite plan to do something differently: new_ideas. Asking for proof: evidence.",
    ),
    Category(
        "anonymity",
        "Anonymous feedback",
        "Whether feedback can be, or should be, given without a name.",
        "Wish to stay unnamed; doubt that a small group hides anybody; preferring to speak openly.",
        "Confidentiality of what is said in the session, unless a name is the point.",
    ),
    Category(
        "openness",
        "Openness of mentees",
        "How ready consultants are to hear feedback and to think about it.",
        "Defensive or welcoming reactions, expected or met.",
        "Who agrees to take part at all: selection.",
    ),
    Category(
        "evidence",
        "Evidence that it works",
        "Asking for, or offering, proof that reverse mentoring changes anything.",
        "Wanting data, follow-up or examples from elsewhere; doubt that it lasts.",
        "Saying that it did good, without the question of proof: benefits or perspective.",
    ),
    Category(
        "culture",
        "Culture change",
        "How a department or the service as a whole treats people and feedback.",
        "Speaking up becoming normal; bullying; teamwork across grades.",
        "One pair's relationship: relationships.",
    ),
    Category(
        "perspective",
        "A different perspective",
        "Seeing work, oneself or others through somebody else's eyes.",
        "Learning how one comes across; learning why consultants act as they do.",
        "A plan that follows from it: new_ideas, which may be given as well.",
    ),
    Category(
        "new_ideas",
        "New ideas to put in place",
        "Something definite that a person will do, try or change.",
        "New ways of teaching, communicating, running a list; use of technology.",
        "General hopes without anything to do: benefits.",
    ),
    Category(
        "appraisal",
        "Part of appraisal",
        "Whether feedback of this kind belongs in appraisal, revalidation or job planning.",
        "For or against; under what conditions.",
        "Fear of consequences for junior doctors: hierarchy.",
    ),
)
