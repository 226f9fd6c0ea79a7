// The page's own script: applies the user's colour scheme, and immediately requests the files that the client will need
// first. Otherwise the client would request them one round trip later, once the shell has loaded. A wrong guess is
// harmless: the file is merely loaded for nothing.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { bundles } from '../chunks.ts';

const SOURCES = path.resolve(import.meta.dirname, '../src');
const LANGUAGE = /^src\/i18n\/([a-z]{2})\.ts$/;
const ROUTE = /const (\w+) = createRoute\(\{([\s\S]*?)\}\);/g;
const MENU_PATH = /\bto: '\/([a-z]*)'/g;

/**
 * Returns the page with the script in it, and with its style sheet at the end: what the page itself contains is painted
 * before that has loaded, and the client starts after it. `filesOf` lists the files that manifest entries need.
 */
export async function addPreloadScript(page, manifest, filesOf) {
  const files = [];
  const numberOf = (file) => (files.includes(file) ? files.indexOf(file) : files.push(file) - 1);
  const shell = filesOf(['index.html']);
  const frame = ['src/shell/Layout.tsx'];
  const framed = filesOf(['index.html', ...frame]);
  const more = (keys, known) => [...filesOf(keys)].filter((file) => !known.has(file)).map(numberOf);

  /** Manifest entries whose name matches: the matched part, and the entry. */
  const named = (pattern) =>
    Object.keys(manifest).flatMap((key) => {
      const name = pattern.exec(key)?.[1];
      return name ? [[name, key]] : [];
    });

  const pages = Object.fromEntries(
    (await menuPages()).map(({ name, folder, key, strings }) => {
      const early = Object.entries(bundles[folder]?.early ?? {});
      const roles = early.map(([role, module]) => [role, more([`src/${folder}/${module}.tsx`], framed)]);
      return [name, { files: more([key], framed), strings, roles: Object.fromEntries(roles) }];
    }),
  );
  const used = new Set(['core', ...Object.values(pages).flatMap(({ strings }) => strings)]);
  const strings = Object.fromEntries(
    named(LANGUAGE).map(([language, core]) => {
      const keyOf = (name) => (name === 'core' ? core : `src/${name}/strings/${language}.ts`);
      return [language, Object.fromEntries([...used].map((name) => [name, numberOf(manifest[keyOf(name)].file)]))];
    }),
  );
  const plan = {
    signIn: more(['src/auth/LoginPage.tsx'], shell),
    frame: more(frame, shell),
    pages,
    strings,
  };
  const script = `(${inThePage})(${JSON.stringify(files)},${JSON.stringify(plan)})`.replaceAll('<', '\\u003c');
  const [styles] = /<link rel="stylesheet"[^>]*>/.exec(page) ?? [];
  if (!styles) throw new Error('the page has no style sheet');
  return page
    .replace('<title>', `<script nonce="__CSP_NONCE__">${script}</script>\n    <title>`)
    .replace(styles, '')
    .replace('</body>', `  ${styles}\n  </body>`);
}

/** The pages in the menu, as the features declare them: path, manifest entry, and strings. */
async function menuPages() {
  const folders = await readdir(SOURCES);
  const all = await Promise.all(folders.map(pagesOf));
  return all.flat();
}

/** With the text of each constant in its place. */
function withoutConstants(source) {
  const constants = [...source.matchAll(/^const ([A-Z_]+) = ('[^']*');$/gm)];
  return constants.reduce((text, [, name, value]) => text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), value), source);
}

async function pagesOf(folder) {
  const source = await readFile(path.join(SOURCES, folder, 'feature.ts'), 'utf8').catch(() => '');
  const text = withoutConstants(source);
  const routes = new Map([...text.matchAll(ROUTE)].map(([, name, options]) => [name, options]));
  const pathOf = (options) => {
    const parent = routes.get(/getParentRoute: \(\) => (\w+)/.exec(options)?.[1]);
    const own = /\bpath: '([^']*)'/.exec(options)?.[1] ?? '';
    return `${parent ? pathOf(parent) : ''}${own}`.replace(/(.)\/+$/, '$1');
  };
  return [...text.matchAll(MENU_PATH)].map(([, name]) => {
    const options = [...routes.values()].find((each) => pathOf(each) === `/${name}` && each.includes('page('));
    const file = /page\(\(\) => import\('\.\/([^']+)'\)\)/.exec(options ?? '')?.[1];
    if (!file) throw new Error(`src/${folder}/feature.ts: the menu leads to /${name}, where no page is declared`);
    const strings = /loadStrings\(([^)]*)\)/.exec(options)?.[1].match(/[a-z]+/g) ?? [];
    return { name, folder, key: `src/${folder}/${file}.tsx`, strings };
  });
}

function inThePage(files, plan) {
  try {
    const scheme = localStorage.getItem('mantine-color-scheme-value');
    // Runs before the first paint, so that a dark page does not flash white.
    if (scheme && scheme !== 'auto') document.documentElement.dataset.mantineColorScheme = scheme;
    const preferred = [
      localStorage.getItem('tms.language.user'),
      localStorage.getItem('tms.language'),
      ...navigator.languages.map((tag) => tag.slice(0, 2)),
      'en',
    ];
    const strings = plan.strings[preferred.find((language) => language in plan.strings)];
    const user = JSON.parse(localStorage.getItem('tms.sign-in'))?.user;
    const [, name = '', more] = location.pathname.split('/').filter(Boolean);
    const page = user && !user.is_temporary_password && !more && plan.pages[name];
    const numbers = [strings.core, ...(user ? plan.frame : plan.signIn)];
    if (page)
      numbers.push(...page.files, ...page.strings.map((each) => strings[each]), ...(page.roles[user.role] ?? []));
    for (const number of new Set(numbers)) {
      const link = document.createElement('link');
      link.rel = files[number].endsWith('.css') ? 'stylesheet' : 'modulepreload';
      // The client itself asks again for a style that could not be loaded.
      link.onerror = () => link.remove();
      document.head.append(Object.assign(link, { crossOrigin: '', href: `/app/${files[number]}` }));
    }
  } catch {
    // Then everything is loaded on demand.
  }
}
