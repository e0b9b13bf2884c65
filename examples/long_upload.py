"""Uploads a long file in parts, puts it in a vector store and searches it.

    cargo run --release -- exec -- python examples/long_upload.py
"""

import hashlib
import tempfile
import warnings
from pathlib import Path

from openai import OpenAI

# The newest SDKs mark the Assistants API as deprecated.
warnings.simplefilter("ignore", DeprecationWarning)

PART_SIZE = 4 * 1024 * 1024
QUERY = "Where did the keeper of the lighthouse find the brass telescope?"
ANSWER = "The keeper of the lighthouse found the brass telescope behind the oil barrels in the east cellar.\n"
PLACES = "harbour quay breakwater slipway boathouse signal mast chapel bakery reading room mill".split()
WEATHER = ["calm and clear", "light rain", "fog until noon", "a fresh wind from the west", "snow on the cliffs"]
WORK = ["mended the nets", "painted the door", "counted the herring boats", "swept the stairs", "oiled the hinges"]


def write_log(path, size):
    """Writes a log of many years, with one remarkable day in the middle."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        day = 0
        while file.tell() < size:
            day += 1
            place, other = PLACES[day % len(PLACES)], PLACES[day // 7 % len(PLACES)]
            weather, work = WEATHER[day // 3 % len(WEATHER)], WORK[day // 2 % len(WORK)]
            file.write(
                f"Day {day}. We had {weather}; the watch at the {place} {work} before breakfast and "
                f"walked to the {other} in the evening, as the rules of the station demand.\n"
            )
            if day == 20_000:
                file.write(ANSWER)


def send(client, path):
    """Uploads a file in parts and returns the file object."""
    if hasattr(client, "uploads"):
        upload = client.uploads.upload_file_chunked(
            file=path,
            mime_type="text/plain",
            purpose="assistants",
            part_size=PART_SIZE,
            md5=hashlib.md5(path.read_bytes()).hexdigest(),
        )
        return upload.file
    return send_by_hand(client, path)


def send_by_hand(client, path):
    """The same, for an SDK from before there were uploads."""
    data = path.read_bytes()
    about = {"filename": path.name, "bytes": len(data), "mime_type": "text/plain", "purpose": "assistants"}
    upload = client.post("/uploads", body=about, cast_to=object)
    parts = []
    for start in range(0, len(data), PART_SIZE):
        part = client.post(
            f"/uploads/{upload['id']}/parts",
            body={},
            files={"data": data[start : start + PART_SIZE]},
            options={"headers": {"Content-Type": "multipart/form-data"}},
            cast_to=object,
        )
        parts.append(part["id"])
    end = {"part_ids": parts, "md5": hashlib.md5(data).hexdigest()}
    upload = client.post(f"/uploads/{upload['id']}/complete", body=end, cast_to=object)
    return client.files.retrieve(upload["file"]["id"])


def search(client, store, query):
    """Returns file name and text of the best passage."""
    if hasattr(client, "vector_stores"):
        best = client.vector_stores.search(store.id, query=query, max_num_results=3).data[0]
        return best.filename, best.content[0].text
    body = {"query": query, "max_num_results": 3}
    best = client.post(f"/vector_stores/{store.id}/search", body=body, cast_to=object)["data"][0]
    return best["filename"], best["content"][0]["text"]


def main():
    client = OpenAI()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "station-log.txt"
        write_log(path, 2 * PART_SIZE + 1)
        file = send(client, path)
    print(f"Uploaded {file.filename}: {file.bytes} bytes")

    # The newest SDKs no longer keep vector stores under `beta`.
    stores = getattr(client, "vector_stores", None) or client.beta.vector_stores
    store = stores.create(name="Station log")
    stores.file_batches.create_and_poll(vector_store_id=store.id, file_ids=[file.id])
    name, text = search(client, store, QUERY)
    print(f"{name}:")
    for line in text.splitlines():
        if "telescope" in line:
            print(line)


if __name__ == "__main__":
    main()
