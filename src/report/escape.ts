/**
 * A name or text from outside as one harmless line of Markdown: no markup, no HTML, no link, no terminal sequence, no text that
 * runs backwards. What cannot be markup stays as it is (`lag < 5s`), so that the source reads well too.
 */
export function escapeMarkdown(text: string): string {
  return flattenText(text)
    .replaceAll(/[\\`*_[\]~|&]/g, String.raw`\$&`)
    .replaceAll(/<(?=[a-z/!?])/gi, '&lt;')
    .replaceAll(/(https?|ftp|mailto):/gi, '$1&#58;')
    .replaceAll(/www\./gi, 'www&#46;')
    .replace(/^[#+\->=.]/, String.raw`\$&`)
    .replace(/^(\d+)([.)])(?=\s)/, String.raw`$1\$2`);
}

/** One line without control characters, line breaks or direction changes. */
function flattenText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
