"""Facts of the drawing list and the revision block."""

from typing import Any

from designer.documents.grid import Grid
from designer.documents.model import Ref
from designer.documents.subject import Subject

__all__ = ["facts"]


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the drawing list."""
    project, words = subject.site.project, subject.words
    revisions = project.revisions or (
        (project.revision, project.date, words.stage(project.issued_for, "name"), "", ""),
    )
    drawings = [
        (Ref(f"drawing-{number}", number), d.title, d.scale_text, d.paper.name, project.revision)
        for number, d in subject.drawings.items()
    ]
    return {
        "drawings": Grid.of("drawings", "drawing,title,scale,paper,revision", drawings, schedule=True),
        "revisions": Grid.of("revisions", "revision,date,description,by,approved", revisions),
        "status": words.stage(project.issued_for, "status"),
        "people": [
            words.label(f"project.{who}") + ": " + (name or words.label("not_given"))
            for who, name in (
                ("designed_by", project.designed_by),
                ("checked_by", project.checked_by),
                ("approved_by", project.approved_by),
            )
        ],
    }
