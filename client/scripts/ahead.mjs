// The page's own script: takes the colours that this person likes, and asks at once for the files that the client will
// want first, which it would otherwise know of only when the shell is there, one trip to the server later. Whatever it
// gets wrong is merely loaded in vain.
import { readFile } from 'node:fs/promises';

const LANGUAGE = /^src\/i18n\/strings\/([a-z]+)\.ts$/;
const DASHBOARD = /^src\/dashboard\/([A-Z][a-z]+)Dashboard\.tsx$/;
const LOADED_WORDS = /loadStrings\(([^)]*)\)/;
const PAGE = /^src\/routes\/_app\/(?:([a-z]+)\/)?index\.tsx\?/;

/** Returns the page with the script in it. `filesOf` names what entries of the manifest bring with them. */
export async function askAhead(page, manifest, filesOf) {
  const files = [];
  const numberOf = (file) => (files.includes(file) ? files.indexOf(file) : files.push(file) - 1);
  const shell = filesOf(['index.html']);
  const frame = ['src/routes/_app.tsx?tsr-split=component'];
  const framed = filesOf(['index.html', ...frame]);
  const more = (keys, known) => [...filesOf(keys)].filter((file) => !known.has(file)).map(numberOf);

  /** Entries whose name matches: what it says, and the entry. */
  const named = (pattern) =>
    Object.keys(manifest).flatMap(
      (key) =>
        pattern
          .exec(key)
          ?.slice(1, 2)
          .map((name) => [name ?? '', key]) ?? [],
    );

  const pages = {};
  for (const [name, key] of named(PAGE)) pages[name] = { files: more([key], framed), words: await wordsOf(key) };
  const words = {};
  for (const [language, core] of named(LANGUAGE)) {
    const wordsIn = (name) => (name === 'core' ? core : `src/${name}/strings/${language}.ts`);
    const used = new Set(['core', ...Object.values(pages).flatMap((each) => each.words)]);
    words[language] = Object.fromEntries([...used].map((name) => [name, numberOf(manifest[wordsIn(name)].file)]));
  }
  const plan = {
    signIn: more(['src/routes/login.tsx?tsr-split=component'], shell),
    frame: more(frame, shell),
    roles: Object.fromEntries(named(DASHBOARD).map(([role, key]) => [role.toLowerCase(), more([key], framed)])),
    pages,
    words,
  };
  const script = `(${inThePage})(${JSON.stringify(files)},${JSON.stringify(plan)})`.replaceAll('<', '\\u003c');
  return page.replace('<title>', `<script nonce="__CSP_NONCE__">${script}</script>\n    <title>`);
}

/** The names of the words that a page waits for. */
async function wordsOf(key) {
  const route = await readFile(new URL(`../${key.replace(/\?.*/, '')}`, import.meta.url), 'utf8');
  return LOADED_WORDS.exec(route)?.[1].match(/[a-z]+/g) ?? [];
}

function inThePage(files, plan) {
  try {
    const scheme = localStorage.getItem('mantine-color-scheme-value');
    // Nobody who likes it dark is blinded first.
    if (scheme && scheme !== 'auto') document.documentElement.dataset.mantineColorScheme = scheme;
    const liked = [localStorage.getItem('tms.language'), ...navigator.languages.map((tag) => tag.slice(0, 2)), 'en'];
    const words = plan.words[liked.find((language) => language in plan.words)];
    const user = JSON.parse(localStorage.getItem('tms.sign-in'))?.user;
    const [, name = '', more] = location.pathname.split('/').filter(Boolean);
    const page = user && !user.is_temporary_password && !more && plan.pages[name];
    const numbers = [words.core, ...(user ? plan.frame : plan.signIn)];
    if (page) numbers.push(...page.files, ...page.words.map((each) => words[each]));
    if (page && !name) numbers.push(...plan.roles[user.role]);
    for (const number of new Set(numbers)) {
      const link = document.createElement('link');
      link.rel = files[number].endsWith('.css') ? 'stylesheet' : 'modulepreload';
      // The client asks for a style that is not there, and is patient.
      link.onerror = () => link.remove();
      document.head.append(Object.assign(link, { crossOrigin: '', href: `/app/${files[number]}` }));
    }
  } catch {
    // Then everything comes when it is asked for.
  }
}
