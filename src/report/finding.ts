/** What a person should look at after the drill. */
export interface Finding {
  severity: 'high' | 'medium' | 'low';
  text: string;
}
