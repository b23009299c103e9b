import type { Page } from 'playwright-core';

/** What no drawn text or attribute may hold raw: controls that turn, hide or drive. Joiners inside emoji are seen, and stay. */
const UNSEEN =
  '(?<!\\p{Extended_Pictographic}\\uFE0F?)\\u200D|' +
  '[\\u0000-\\u0008\\u000B-\\u001F\\u007F-\\u009F\\u061C\\u200B\\u200C\\u200E\\u200F\\u202A-\\u202E\\u2060-\\u206F\\uFEFF]|' +
  '[\\u{E0000}-\\u{E0FFF}]';

/** Elements that no transcript needs, and buttons that are not ours inside of Claude's words. */
const STRANGERS =
  '[role=log] :is(iframe, object, embed, base, form, img, script, style, link, video, audio, svg image), ' +
  '.md :is([style], [id], [name], textarea, select, button:not(.copy), input:not([type=checkbox][disabled]))';

/** What of the page could not come from our own code, each as one line. */
export async function intruders(page: Page): Promise<string[]> {
  const found = await Promise.all([
    page.evaluate((strangers) => {
      const drawn = [...document.querySelectorAll(strangers)].map(({ outerHTML }) => outerHTML.slice(0, 200));
      return '__hit' in window ? [...drawn, `a script ran: ${String(window.__hit)}`] : drawn;
    }, STRANGERS),
    page.evaluate(attributes, UNSEEN),
    page.evaluate(texts, UNSEEN),
  ]);
  return found.flat();
}

/** Runs in the page. */
function attributes(pattern: string): string[] {
  const unseen = new RegExp(pattern, 'u');
  const wrong = ({ name, value }: Attr): boolean =>
    name.startsWith('on') ||
    /^\s*(?:javascript|vbscript|data:text)/i.test(value) ||
    (/^(?:src|srcset|action|formaction|poster)$/.test(name) && value.includes('evil')) ||
    (name !== 'value' && unseen.test(value));
  return [...document.querySelectorAll('*')].flatMap((element) =>
    [...element.attributes]
      .filter(wrong)
      .map(({ name, value }) => `${element.localName} ${name}=${value.slice(0, 200)}`),
  );
}

/** Runs in the page. */
function texts(pattern: string): string[] {
  const unseen = new RegExp(pattern, 'u');
  const found = unseen.test(document.title) ? [`title: ${document.title}`] : [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.nodeValue ?? '';
    const parent = node.parentElement;
    const hit = unseen.exec(text);
    if (hit && parent?.localName !== 'textarea')
      found.push(
        `${parent?.outerHTML.slice(0, 60)}: ${JSON.stringify(text.slice(Math.max(0, hit.index - 30), hit.index + 9))}`,
      );
  }
  return found;
}
