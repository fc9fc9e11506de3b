/** A text that a terminal shows as it is: control and direction characters, which could fake or hide output, become `?`. */
export function toPrintable(text: string): string {
  return text.replaceAll(/[^\P{C}\n]/gu, '?');
}
