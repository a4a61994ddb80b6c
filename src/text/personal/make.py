"""Makes `data/people/*.txt` from the names of the dictionary IPADIC (Debian's package mecab-ipadic; its licence stands beside
the lists). usage: make.py FOLDER_WITH_CSV_FILES

A family name that is no other word of the dictionary is sure, one that is a place as well is not, one that is a common noun is left out.
"""
import csv, glob, os, re, sys

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, '..', 'data')
KANJI = re.compile(r'^[\u4e00-\u9fff々]+$')
KATAKANA = re.compile(r'^[ァ-ヶー]+$')


def rows(name):
    with open(os.path.join(sys.argv[1], name), encoding='euc-jp') as file:
        yield from csv.reader(file)


def words(name):
    return set(open(os.path.join(DATA, name), encoding='utf-8').read().split())


def hiragana(text):
    return ''.join(chr(ord(c) - 0x60) if 'ァ' <= c <= 'ヶ' else c for c in text)


def modern():
    rust = open(os.path.join(HERE, '..', 'normalize.rs'), encoding='utf-8').read()
    pairs = re.search(r'OLD_AND_NEW: &str = "([^"]+)"', rust)[1]
    return dict(zip(pairs[::2], pairs[1::2]))


MODERN = modern()
fold = lambda word: ''.join(MODERN.get(c, c) for c in word)
places, nouns, readings = set(), set(), {}
for path in sorted(glob.glob(os.path.join(sys.argv[1], '*.csv'))):
    name = os.path.basename(path)
    if name == 'Noun.name.csv':
        continue
    for row in rows(name):
        (places if name in ('Noun.place.csv', 'Noun.org.csv', 'Noun.proper.csv') else nouns).add(fold(row[0]))
        readings.setdefault(row[0], set()).add(row[11] if len(row) > 11 else '')
callings = words('callings.txt')
called = {hiragana(r) for word in callings for r in readings.get(word, ())} | {hiragana(word) for word in callings}
words_of_all = nouns | places | callings
families, family_kana, given, given_kana = set(), set(), set(), set()
for row in rows('Noun.name.csv'):
    word, kind, said = fold(row[0]), row[7], hiragana(row[11])
    if kind == '姓' and KANJI.match(word):
        if 2 <= len(word) <= 4 and word not in nouns and word not in callings:
            families.add(word)
        if 3 <= len(said) <= 6 and said not in called and not said.endswith('や'):
            family_kana.add(said)
    if kind == '名':
        if KANJI.match(word) and len(word) <= 3 and word not in words_of_all:
            given.add(word)
        if 2 <= len(said) <= 6 and said not in called and re.match(r'^[ぁ-ゖー]+$', said):
            given_kana.add(said)
known = words('families.txt')
lists = {
    'families.txt': families - places - known,
    'families_or_places.txt': (families & places) - known,
    'families_kana.txt': family_kana,
    'given.txt': given - words('given.txt'),
    'given_kana.txt': given_kana,
}
os.makedirs(os.path.join(DATA, 'people'), exist_ok=True)
for name, found in lists.items():
    found = sorted(found)
    lines = [' '.join(found[i:i + 30]) for i in range(0, len(found), 30)]
    open(os.path.join(DATA, 'people', name), 'w', encoding='utf-8').write('\n'.join(lines) + '\n')
    print(name, len(found))
