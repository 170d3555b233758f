const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text as it stands in HTML. */
export const escape = (text: string) => text.replace(/[&<>"']/g, (c) => escapes[c] ?? c)

/** A text with its words filled in, whatever characters those contain: `$&` in an app's name is no pattern. */
export const fill = (text: string, words: Readonly<Record<string, string>>) =>
  text.replaceAll(/\{(\w+)\}/g, (whole, key: string) => words[key] ?? whole)
