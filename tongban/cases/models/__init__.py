"""The tables of cases."""

from tongban.cases.models.cases import Case, Channel, Draft, DraftFile
from tongban.cases.models.custody import Custody
from tongban.cases.models.ends import Cancellation, Renewal
from tongban.cases.models.interested import Interested
from tongban.cases.models.materials import Correction, Material, MaterialFile, MaterialNote
from tongban.cases.models.statute import Commitment, Deferral, Hearing, Revocation
from tongban.cases.models.withheld import Withheld

__all__ = [
    "Cancellation",
    "Case",
    "Channel",
    "Commitment",
    "Correction",
    "Custody",
    "Deferral",
    "Draft",
    "DraftFile",
    "Hearing",
    "Interested",
    "Material",
    "MaterialFile",
    "MaterialNote",
    "Renewal",
    "Revocation",
    "Withheld",
]
