/** Parts of a version that compare as numbers; those after them, as in `10.0.22631.4460.1`, say nothing of what is newer. */
const parts = 4
/** After every pre-release of the same numbers. */
const released = '~'

/** A number as a text that sorts like it: its length first. */
const digits = (n: string) => {
  const plain = n.replace(/^0+(?=\d)/, '').slice(0, 30)
  return String.fromCodePoint(0x60 + plain.length) + plain
}

/**
 * DS-5, DS-7: a version as a text whose order, by code point, is that of versions: 3.9 < 3.10 < 3.10.1, `4.0` is `4.0.0`, 4.0.0-beta <
 * 4.0.0-rc.2 < 4.0.0 (Semantic Versioning 2.0, section 11), and what says which build it is (`4.0.0+77`, `4.0.0 (77)`) makes no difference. Empty for
 * what is no version: it is older than every version, and never *X or older*.
 */
export function versionKey(version: string): string {
  const found = /^[vV]?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+\S*|\s*\([^)]*\))?$/.exec(version.trim().normalize('NFKC'))
  if (!found) return ''
  const [, numbers = '', prerelease] = found
  const shown = numbers.split('.').slice(0, parts)
  const padded = [...shown, ...Array.from({ length: parts - shown.length }, () => '0')]
  return padded.map(digits).join('') + (prerelease === undefined ? released : `-${prereleaseKey(prerelease)}`)
}

/** Identifiers one by one: numbers before words, and fewer before more. */
const prereleaseKey = (text: string) =>
  text
    .slice(0, 64)
    .split('.')
    .map((one) => (/^\d+$/.test(one) ? `0${digits(one)}` : `1${one}!`))
    .join('')

/** DS-7: whether the newest version that is kept is newer than the one that runs; both by {@link versionKey}. */
export function isOutdated(running: string, newest: string | undefined): boolean {
  return running !== '' && newest !== undefined && newest !== '' && running < newest
}
