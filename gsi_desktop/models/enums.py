"""Closed lists, stored by value as text. The window may import this module and nothing else of models."""

from __future__ import annotations

from enum import StrEnum


class Sex(StrEnum):
    """Sex as the roster or document states it (facts.md §6.1)."""

    MALE = "male"
    FEMALE = "female"
    INTERSEX = "intersex"
    UNKNOWN = "unknown"


class Kinship(StrEnum):
    """Relation to the household head."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    STEPCHILD = "stepchild"
    GRANDCHILD = "grandchild"
    PARENT = "parent"
    PARENT_IN_LAW = "parent_in_law"
    SIBLING = "sibling"
    SON_DAUGHTER_IN_LAW = "son_daughter_in_law"
    GRANDPARENT = "grandparent"
    NIECE_NEPHEW = "niece_nephew"
    OTHER_RELATIVE = "other_relative"
    DOMESTIC_WORKER = "domestic_worker"
    NON_RELATIVE = "non_relative"


class Zone(StrEnum):
    """Where the dwelling stands."""

    URBAN = "urban"
    RURAL_CENTER = "rural_center"
    RURAL = "rural"


class SettlementKind(StrEnum):
    """Kind of settlement inside a municipality."""

    POPULATED_CENTER = "populated_center"
    VEREDA = "vereda"
    BARRIO = "barrio"
    OTHER = "other"


class Modality(StrEnum):
    """How a microregion is attended."""

    OPERATOR = "operator"
    DIRECT = "direct"


class FamilyStatus(StrEnum):
    """Whether the family is in the programme."""

    ACTIVE = "active"
    EXITED = "exited"
    MERGED = "merged"


class TargetingSource(StrEnum):
    """List that made the family eligible; versions of SISBEN are never converted into each other (facts.md §6.3)."""

    SISBEN_III = "sisben_iii"
    SISBEN_IV = "sisben_iv"
    RUPD = "rupd"
    RUV = "ruv"
    OTHER = "other"


class Answer(StrEnum):
    """Answer to a sensitive question; *prefiere no responder* is an answer, no row value is *sin información*."""

    YES = "yes"
    NO = "no"
    DECLINED = "declined"


class DatePrecision(StrEnum):
    """How well a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class NoDocument(StrEnum):
    """Why a person has no number of an identity document; counts only while they have no live document."""

    IN_PROCESS = "in_process"
    NEVER_HAD = "never_had"
    LOST = "lost"
    NOT_AT_HAND = "not_at_hand"


class EventKind(StrEnum):
    """Household life events: the only way composition changes.

    ``ENTRY``, ``PROGRAMME_EXIT`` and ``REENTRY`` are of the family, ``JOIN`` and ``EXIT`` of one person. An annulment
    takes an event back, an amendment corrects its day or note; both name it and are events themselves.
    """

    ENTRY = "entry"
    BIRTH = "birth"
    DEATH = "death"
    JOIN = "join"
    EXIT = "exit"
    SPLIT = "split"
    MERGE = "merge"
    DUPLICATE = "duplicate"
    HEAD_CHANGE = "head_change"
    MOVE = "move"
    PROGRAMME_EXIT = "programme_exit"
    REENTRY = "reentry"
    ANNULMENT = "annulment"
    AMENDMENT = "amendment"


class NoticeStatus(StrEnum):
    """Privacy notice of a person (Ley 1581 de 2012, art. 10 and 12)."""

    PENDING = "pending"
    DELIVERED = "delivered"


class ConsentDecision(StrEnum):
    """What a person answered about the treatment of their data."""

    GRANTED = "granted"
    REFUSED = "refused"
    REVOKED = "revoked"


class LegalBasis(StrEnum):
    """Why personal data may be treated (Ley 1581 de 2012, art. 9 and 10)."""

    AUTHORISATION = "authorisation"
    LEGAL_FUNCTION = "legal_function"
    EMERGENCY = "emergency"


class ConsentChannel(StrEnum):
    """How an authorisation was given (Decreto 1377 de 2013, art. 7)."""

    WRITTEN = "written"
    ORAL = "oral"
    ACT = "act"


class MinorOpinion(StrEnum):
    """What a minor said when heard (Decreto 1377 de 2013, art. 12)."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    TOO_YOUNG = "too_young"


class ProtectionReason(StrEnum):
    """Why a minor is registered without a representative: protection comes first (Ley 1098 de 2006)."""

    PROTECTION_MEASURE = "protection_measure"
    NO_REPRESENTATIVE = "no_representative"
    REPRESENTATIVE_AGGRESSOR = "representative_aggressor"
    CONFIDENTIAL_SERVICE = "confidential_service"
    UNACCOMPANIED = "unaccompanied"


class ProtectedKind(StrEnum):
    """What a reserved fact is about."""

    VICTIMIZATION = "victimization"
    DIAGNOSIS = "diagnosis"
    VIOLENCE = "violence"
    LOCATION = "location"
    OTHER = "other"


class BatchState(StrEnum):
    """Life of an import batch."""

    APPLIED = "applied"
    UNDONE = "undone"


class RowOutcome(StrEnum):
    """What an import did with a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    SKIPPED = "skipped"


class ReviewState(StrEnum):
    """State of a difference that a person must settle."""

    OPEN = "open"
    TAKEN = "taken"
    KEPT = "kept"


class AuditAction(StrEnum):
    """What happened to a row."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class AchievementUnit(StrEnum):
    """Who a logro is judged of."""

    FAMILY = "family"
    MEMBER = "member"


class MarkState(StrEnum):
    """State of a logro for a member or a family, by the letter that keyboard, screen and paper use.

    ``IN_PROGRESS`` is derived and never stored; ``NOT_APPLICABLE`` is stored only when it was forced with a reason;
    no stored state is ``UNKNOWN``.
    """

    ACHIEVED = "A"
    PENDING = "P"
    IN_PROGRESS = "G"
    OBJECTIVE = "B"
    DISINTEREST = "D"
    NOT_APPLICABLE = "N"
    UNKNOWN = "S"


class AchievedHow(StrEnum):
    """What moved a logro to *alcanzado* (facts.md §0.3); ``DOCUMENT`` is derived from an identity document."""

    OFFER = "O"
    OUTSIDE_OFFER = "X"
    OWN_MEANS = "M"
    VERIFICATION = "V"
    DOCUMENT = "D"


class Condition(StrEnum):
    """Dated condition of a member that makes a logro apply."""

    PREGNANT = "pregnant"
    DISABILITY = "disability"
    WITHOUT_SECONDARY = "without_secondary"
    BASIC_FINISHED = "basic_finished"


class HouseholdCondition(StrEnum):
    """Condition of a household that makes a family logro apply."""

    WORKING_AGE = "working_age"
    ADULT = "adult"
    MINOR = "minor"
    LEGAL_NEED = "legal_need"


class AssessmentKind(StrEnum):
    """Why the logros of a family were assessed."""

    BASELINE = "baseline"
    FOLLOW_UP = "follow_up"
    FINAL = "final"


class AnswerKind(StrEnum):
    """What a question of the conditions takes for an answer."""

    YES_NO = "yes_no"
    NUMBER = "number"
    CHOICE = "choice"


class VisitState(StrEnum):
    """Life of a visit."""

    PLANNED = "planned"
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class VisitKind(StrEnum):
    """Session kinds of the accompaniment (facts.md §3.1); ``WINDOW`` is attention at the office, no visit."""

    SESSION_1 = "1"
    SESSION_2 = "2"
    SESSION_2A = "2A"
    SESSION_3 = "3"
    SESSION_4 = "4"
    FOLLOW_UP = "follow_up"
    WINDOW = "window"


class VisitMedium(StrEnum):
    """Where or by what means a visit was held (facts.md §3.2)."""

    HOME = "home"
    PHONE = "phone"
    VIDEO = "video"
    RELATIVE = "relative"
    NEIGHBOUR = "neighbour"
    WORKPLACE = "workplace"
    INSTITUTION = "institution"
    COMMUNITY = "community"
    OFFICE = "office"


class VisitOutcome(StrEnum):
    """Whether a visit was held, and why not."""

    HELD = "held"
    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"
    MOVED_AWAY = "moved_away"
    NOT_FOUND = "not_found"
    UNFINISHED = "unfinished"


class Signature(StrEnum):
    """How a paper was signed."""

    SIGNED = "signed"
    FINGERPRINT = "fingerprint"
    ON_REQUEST = "on_request"
    PENDING = "pending"


class EducationTopic(StrEnum):
    """Topics of the educational session (facts.md §3.2)."""

    COEXISTENCE = "coexistence"
    PARTICIPATION = "participation"
    DECISIONS = "decisions"
    RIGHTS = "rights"
    GENDER = "gender"
    TEEN_PREGNANCY = "teen_pregnancy"
    PLAY = "play"
    SAFE_PLACE = "safe_place"
    FINANCES = "finances"
    CARE = "care"
    ENVIRONMENT = "environment"
    HEALTHY_BONDS = "healthy_bonds"


class PlanState(StrEnum):
    """Life of a version of a plan familiar."""

    DRAFT = "draft"
    APPROVED = "approved"
    SUPERSEDED = "superseded"


class CommitmentSide(StrEnum):
    """Who commits: the family or an entity (the cogestor is one of the entity's side)."""

    FAMILY = "family"
    COGESTOR = "cogestor"
    ENTITY = "entity"


class CommitmentState(StrEnum):
    """Life of a commitment; those of a draft plan count from its approval on."""

    DRAFT = "draft"
    OPEN = "open"
    FULFILLED = "fulfilled"
    NOT_FULFILLED = "not_fulfilled"
    CANCELLED = "cancelled"


class ReviewResult(StrEnum):
    """What a review of a commitment found; ``CANCELLED`` is no finding, it keeps why somebody took it back."""

    FULFILLED = "fulfilled"
    UNDER_WAY = "under_way"
    NOT_FULFILLED = "not_fulfilled"
    CANCELLED = "cancelled"


class Stage(StrEnum):
    """How far a family has come, each with the fact that proves it (facts.md §3.1, §3.4), in order."""

    TARGETED = "targeted"
    CONTACTED = "contacted"
    LINKED = "linked"
    BASELINE = "baseline"
    PLAN = "plan"
    FINAL = "final"
    EXITED = "exited"


class Phase(StrEnum):
    """Phases of the CVP route laid over JUNTOS (facts.md §3.4)."""

    LINKING = "linking"
    ACCOMPANIMENT = "accompaniment"
    EXIT = "exit"


class CandidateOrigin(StrEnum):
    """How two people who may be one were found."""

    ENTRY = "entry"
    IMPORT = "import"
    SWEEP = "sweep"


class CandidateState(StrEnum):
    """Whether somebody said of two people that they are not one."""

    OPEN = "open"
    DISMISSED = "dismissed"


class MergeKind(StrEnum):
    """What was merged."""

    PERSON = "person"
    FAMILY = "family"


class MergeState(StrEnum):
    """Life of a merge."""

    MERGED = "merged"
    UNDONE = "undone"


class JournalAction(StrEnum):
    """What a merge did to a cell: moved a key, overwrote a value, or made the row."""

    MOVE = "move"
    WRITE = "write"
    CREATE = "create"


class PaperKind(StrEnum):
    """Papers that are printed many at once."""

    FAMILY_PLAN = "family_plan"
    BASELINE = "baseline"
    VISIT = "visit"
    CERTIFICATE = "certificate"


class PaperOrder(StrEnum):
    """In what order a batch of papers lies on the table."""

    PLACE = "place"
    COGESTOR = "cogestor"
    FOLIO = "folio"


class PaperState(StrEnum):
    """What became of a printed paper: nothing to key in, to be keyed, keyed, left out, or it could not be made."""

    PRINTED = "printed"
    PENDING = "pending"
    KEYED = "keyed"
    SKIPPED = "skipped"
    FAILED = "failed"


class PaperSkip(StrEnum):
    """Why a form of a batch is not keyed."""

    NOT_FILLED = "not_filled"
    NOT_FOUND = "not_found"
    LOST = "lost"
