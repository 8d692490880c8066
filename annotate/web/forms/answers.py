"""The form of one answer to a source's checklist. Shape only."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, StringField, TextAreaField

from annotate.domain.evidence import Answer
from annotate.domain.vocabulary import Confidence
from annotate.services.answers import NewAnswer
from annotate.web.forms.base import BaseForm, strip


class AnswerForm(BaseForm):
    """Many stand on one page: each has the code of its question as prefix. `rev` is empty for a first answer."""

    rev = HiddenField()
    answer = TextAreaField("What was found", filters=[strip])
    method = StringField("How", filters=[strip], description="By which tool, comparison or question to whom.")
    confidence = RadioField(
        "Confidence", validate_choice=False, choices=[("", "Not said"), *((c.value, c.label) for c in Confidence)]
    )

    def said(self) -> NewAnswer:
        """The values, as the service takes them."""
        return NewAnswer(self.answer.data or "", self.method.data or "", self.confidence.data or None)


def of(question: str, there: Answer | None) -> AnswerForm:
    """The form of a question with what is there."""
    values = {n: getattr(there, n) for n in ("rev", "answer", "method")} if there else {}
    confidence = there.confidence.value if there and there.confidence else ""
    return AnswerForm(formdata=None, prefix=question, **values, confidence=confidence)
