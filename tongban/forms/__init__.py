"""JSON-Schema forms over one vocabulary of data elements 数据元.

A form is a JSON Schema 2020-12 object whose properties each name a data element (`x-element`, a
code of `data/elements.json`) in a role (`x-role`: applicant, agent, head, shop, road, …). The key
of a property is always `<role>.<element>` (`applicant.party.name`), so that forms merge by union
and prefill needs no mapping. Further words that a form may use:

- on the schema: `x-sections` (list of `{"code", "title", "hint", "x-when"}`);
- on a property: `x-section`, `x-order`, `x-when` (a condition of `tongban.lib.conditions` over the
  form's own values and the scenario answers), `x-widget`, `title` and `description` (override the
  element's label and hint).

What a property does not say itself (type, format, lengths) comes from its element.

Stable for other areas: `rules.validate`, `rules.parse`, `rules.prune`, `rules.merge`,
`rules.split`, `rules.key`, `services.publish_form`, `selectors.element`, `selectors.form_version`,
`selectors.prefill`, `ports.sources`, and the template tag `{% schema_form %}`.
"""
