"""What the judges of vector stores share: three short texts, and a reader of counts."""

COFFEE = "Coffee grows on shrubs in the shade of taller trees. Its beans are the seeds of a red fruit.\n"
TEA = "Tea is made from the leaves of an evergreen bush. Green tea is steamed, black tea is oxidized.\n"
COCOA = "Cocoa pods grow on the trunk of the tree. A pod holds about forty seeds in a white pulp.\n"


def counts(thing):
    return {name: number for name, number in thing.file_counts.to_dict().items() if number}
