"""Owns the evidence that people put to a criterion themselves, beside what the reports of its tasks bring."""

from datetime import datetime
from typing import Final

from cchc_workflow.definitions.scoring import pinned_tree
from cchc_workflow.domain.people import Actor, scope_of
from cchc_workflow.engine.evidence import Given, examine_given, prepare_given
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.score.give import issued_plan
from cchc_workflow.engine.score.rights import require_prover
from cchc_workflow.errors import FileError, NotFoundError
from cchc_workflow.store import scores
from cchc_workflow.store.files import forget_file, put_file
from cchc_workflow.store.journal import note
from cchc_workflow.store.plans import load_plan_row

MOST_PROOFS: Final = 50
"""Pieces of evidence that people may put to one criterion."""


def add_proof(office: Office, actor: Actor, plan_id: int, criterion: str, given: Given, now: datetime) -> int:
    """Put a document, a file or both to a criterion, and return its key.

    Raises:
        WrongRoleError: the actor doesn't score the office.
        NotFoundError: no such plan or criterion.
        IncompleteError: there is neither a file nor a document's number.
        FileTooLargeError: the file is too large.
        FileError: the file is of a kind that is not taken, or the criterion has too many.
    """
    require_prover(actor)
    prepared = prepare_given(given)
    kept = examine_given(prepared)
    with office.database.begin() as tx:
        plan = issued_plan(tx, actor, plan_id)
        if pinned_tree(plan.source).find(criterion) is None:
            raise NotFoundError("criterion", criterion)
        if sum(row.criterion == criterion for row in scores.proofs_of(tx, plan_id)) >= MOST_PROOFS:
            raise FileError("too_many_proofs", prepared.file_name, str(MOST_PROOFS))
        if kept is not None:
            put_file(tx, *kept)
        values = {
            "plan_id": plan_id,
            "criterion": criterion,
            "document": prepared.document,
            "issued_on": prepared.issued_on,
            "signer": prepared.signer,
            "file_name": prepared.file_name,
            "sha256": kept[0] if kept is not None else None,
            "added_by": actor.person_id,
            "added_at": now,
        }
        said = {"plan": plan.code, **{name: values[name] for name in ("document", "file_name", "sha256")}}
        note(tx, actor.organization_id, actor.person_id, "criterion_proven", criterion, now, said)
        return scores.add_proof(tx, values)


def remove_proof(office: Office, actor: Actor, proof_id: int, now: datetime) -> str:
    """Take a piece of evidence back and return its criterion; its bytes go too, if nothing else names them.

    Raises:
        WrongRoleError: the actor doesn't score the office.
        NotFoundError: there is none of this key.
    """
    require_prover(actor)
    with office.database.begin() as tx:
        removed = scores.take_proof(tx, scope_of(actor), proof_id)
        if removed.sha256 is not None:
            forget_file(tx, removed.sha256)
        said = {
            "plan": load_plan_row(tx, removed.plan_id).code,
            "document": removed.document,
            "file_name": removed.file_name,
            "sha256": removed.sha256,
        }
        note(tx, actor.organization_id, actor.person_id, "proof_removed", removed.criterion, now, said)
        return str(removed.criterion)
