"""The room that writes: facts to sheets, drawings, schedules, exports and the bound pack."""

from designer.documents.loop_pack import issue_loop
from designer.documents.pack import issue, issue_fabric
from designer.documents.reconcile import Irreconcilable

__all__ = ["Irreconcilable", "issue", "issue_fabric", "issue_loop"]
