"""JSON that a test reads, with the types that it expects."""

Object = dict[str, object]
Items = list[Object]


def object_of(value: Object, key: str) -> Object:
    found = value.get(key)
    assert isinstance(found, dict), (key, found)
    return found


def items(value: Object, key: str) -> Items:
    found = value.get(key)
    assert isinstance(found, list), (key, found)
    assert all(isinstance(each, dict) for each in found)
    return found


def text_of(value: Object, key: str) -> str:
    found = value.get(key)
    assert isinstance(found, str), (key, found)
    return found
