"""From the site to numbered requirements."""

from designer.catalog import Catalog
from designer.requirements import from_brief, from_rules
from designer.requirements.records import Requirements
from designer.requirements.register import Register
from designer.site.records import Site

__all__ = ["derive"]


def derive(site: Site, catalog: Catalog) -> Requirements:
    """Every requirement of a site, numbered in a fixed order: the brief's, the article's, open rules, the house's.

    A brief without a hall has only its compute, fabric and own requirements.
    """
    register = Register(site, catalog)
    from_brief.from_compute(register)
    if site.has_hall:
        from_brief.from_hall(register)
        from_brief.from_power(register)
        from_brief.from_cooling(register)
    from_brief.from_fabric(register)
    from_brief.from_user(register)
    if site.has_hall:
        from_rules.from_article(register)
        from_rules.from_open_rules(register)
        from_rules.from_the_house(register)
    return register.closed()
