"""Names, offices and people: what a mention says, whom it means, and which names are one person's.

Within an article `coreference` resolves mentions; across articles `merging` joins names, which
`entries` gathers. Others use these, `countries`, `mentions`, `names`, `full_names` and `roles`.
"""
