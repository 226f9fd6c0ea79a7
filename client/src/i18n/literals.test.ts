import ts from 'typescript';
import { expect, test } from 'vitest';

const sources = import.meta.glob<string>(['../**/*.tsx', '!../**/*.test.tsx'], {
  eager: true,
  query: '?raw',
  import: 'default',
});

/** Attributes that a person reads or hears; all others are for the machine. */
const SPOKEN =
  /^(label|title|text|lead|description|placeholder|alt|message|confirm|error|aria-label|aria-description)$/;
const HAS_LETTERS = /\p{L}{2}/u;
/** Key names are the same in all our languages. */
const KEYS = new Set(['Ctrl', 'Ctrl K']);

function wordsIn(text: ts.Node): string[] {
  if (ts.isStringLiteral(text) || ts.isNoSubstitutionTemplateLiteral(text)) return [text.text];
  if (ts.isTemplateExpression(text)) return [text.head.text, ...text.templateSpans.map(({ literal }) => literal.text)];
  if (ts.isConditionalExpression(text)) return [...wordsIn(text.whenTrue), ...wordsIn(text.whenFalse)];
  return [];
}

function literalsIn(path: string, source: string): string[] {
  const found: string[] = [];
  const note = (words: string[]) => found.push(...words.filter((word) => HAS_LETTERS.test(word) && !KEYS.has(word)));
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node)) note([node.text]);
    if (ts.isJsxExpression(node) && node.expression && ts.isJsxElement(node.parent)) note(wordsIn(node.expression));
    if (ts.isJsxAttribute(node) && SPOKEN.test(node.name.getText()) && node.initializer) {
      const { initializer } = node;
      note(wordsIn(ts.isJsxExpression(initializer) && initializer.expression ? initializer.expression : initializer));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
}

test('a literal is found wherever a person would meet it', () => {
  const bad = `<><p>Hello</p><Input label="Name" /><a title={ok ? \`Go to \${x}\` : t('b')}>{'Hello'}</a></>`;
  expect(literalsIn('bad.tsx', bad)).toEqual(['Hello', 'Name', 'Go to ', 'Hello']);
});

test.each(Object.entries(sources))('%s says nothing that is not translated', (path, source) => {
  expect(literalsIn(path, source)).toEqual([]);
});
