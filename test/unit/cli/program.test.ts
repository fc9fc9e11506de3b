import { describe, expect, test } from 'vitest';
import { createProgram } from '../../../src/cli/program.ts';

describe('createProgram', () => {
  test('has for every command a description and help with an example', () => {
    const commands = createProgram().commands.flatMap((command) => [command, ...command.commands]);
    for (const command of commands) {
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      expect(help, command.name()).toContain(`Example:\n`);
      expect(help, command.name()).toContain(`drill `);
      expect(command.description(), command.name()).not.toBe('');
    }
    expect(commands.length).toBeGreaterThan(20);
  });
});
