/**
 * Asks for the first words of every language together with the page: they are small, and which language it is the page
 * knows only when its code runs, a turn on the network later. Used by vite.config.ts.
 */
import type { Plugin } from 'vite';

export function firstWordsPlugin(): Plugin {
  return {
    name: 'first-words',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) =>
        Object.values(bundle)
          .filter((file) => file.type === 'chunk' && /\/i18n\/[a-z]{2}-first\.ts$/.test(file.facadeModuleId ?? ''))
          .map(({ fileName }) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `/${fileName}` },
            injectTo: 'head',
          })),
    },
  };
}
