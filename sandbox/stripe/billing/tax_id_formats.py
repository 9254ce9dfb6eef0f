"""What common tax ids look like, as data: https://docs.stripe.com/billing/customer/tax-ids.

A type without a line here is taken as it is given.
"""

import re

_EU = {
    "AT": r"U\d{8}", "BE": r"[01]\d{9}", "BG": r"\d{9,10}", "CY": r"\d{8}[A-Z]", "CZ": r"\d{8,10}",
    "DE": r"\d{9}", "DK": r"\d{8}", "EE": r"\d{9}", "EL": r"\d{9}", "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}", "FR": r"[A-Z0-9]{2}\d{9}", "HR": r"\d{11}", "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}", "IT": r"\d{11}", "LT": r"(\d{9}|\d{12})", "LU": r"\d{8}",
    "LV": r"\d{11}", "MT": r"\d{8}", "NL": r"\d{9}B\d{2}", "PL": r"\d{10}", "PT": r"\d{9}",
    "RO": r"\d{2,10}", "SE": r"\d{12}", "SI": r"\d{8}", "SK": r"\d{10}", "XI": r"\d{9}",
}  # fmt: skip
_FORMATS = {
    "au_abn": r"\d{11}",
    "br_cnpj": r"\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2}",
    "br_cpf": r"\d{3}\.?\d{3}\.?\d{3}-?\d{2}",
    "ca_bn": r"\d{9}",
    "ca_gst_hst": r"\d{9}RT\d{4}",
    "ch_uid": r"CHE-?\d{3}\.?\d{3}\.?\d{3} HR",
    "ch_vat": r"CHE-?\d{3}\.?\d{3}\.?\d{3} (MWST|TVA|IVA)",
    "eu_vat": "|".join(f"{country}{rest}" for country, rest in _EU.items()),
    "gb_vat": r"GB(\d{9}|\d{12}|GD\d{3}|HA\d{3})",
    "in_gst": r"\d{2}[A-Z]{5}\d{4}[A-Z][A-Z0-9]Z[A-Z0-9]",
    "jp_cn": r"\d{13}",
    "mx_rfc": r"[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}",
    "no_vat": r"\d{9}MVA",
    "nz_gst": r"\d{9}",
    "pl_nip": r"\d{10}",
    "us_ein": r"\d{2}-?\d{7}",
    "za_vat": r"4\d{9}",
}
_GREECE = {"EL": "GR", "XI": "GB"}
"""VAT prefixes that are not country codes; Northern Ireland has European numbers."""
VERIFIED = frozenset({"au_abn", "eu_vat", "gb_vat"})
"""Types that Stripe checks with the authorities, same page."""


def fits(kind: str, value: str) -> bool:
    """Tell whether a value can be a tax id of this type."""
    pattern = _FORMATS.get(kind)
    return pattern is None or re.fullmatch(pattern, value) is not None


def country_of(kind: str, value: str) -> str:
    """Say which country gave the id."""
    if kind in {"eu_vat", "eu_oss_vat"}:
        return _GREECE.get(value[:2], value[:2])
    return kind[:2].upper()
