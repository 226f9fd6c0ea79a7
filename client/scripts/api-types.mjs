// Writes src/api/schema.gen.ts from docs/openapi.json; with --check only says whether it is up to date.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const document = new URL('../../docs/openapi.json', import.meta.url);
const target = new URL('../src/api/schema.gen.ts', import.meta.url);

const types = await openapiTS(document, { alphabetize: true, rootTypes: true, rootTypesNoSchemaPrefix: true });
const text = `// Made from docs/openapi.json by \`npm run api\`; not to be edited.\n\n${astToString(types)}`;
if (process.argv.includes('--check')) {
  if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
    console.error('client/src/api/schema.gen.ts differs from docs/openapi.json: run `npm run api` in client/.');
    process.exit(1);
  }
} else {
  await writeFile(target, text);
}
