import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import config from '../vite.config.ts';

const { paths } = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../docs/openapi.json'), 'utf8'));
// As Vite reads them: a rule that begins with ^ is a regular expression, any other the beginning of a path.
const rules = Object.keys(config.server.proxy);
const isProxied = (url) =>
  rules.some((rule) => (rule.startsWith('^') ? new RegExp(rule).test(url) : url.startsWith(rule)));

test('the development server passes every path of the API on, and keeps those of the client', () => {
  expect(Object.keys(paths).length).toBeGreaterThan(20);
  expect(Object.keys(paths).filter((url) => !isProxied(url))).toEqual([]);
  expect(['/app', '/app/', '/app/users', '/app/@vite/client', '/app/src/app/main.tsx'].filter(isProxied)).toEqual([]);
});
