import type { Page } from '@playwright/test';

/** What a panel shows. */
export interface Sight {
  /** How the sign-in stands, in the words of the page. */
  readonly status: string;
  readonly user: string;
  /** How the app stands: `open`, `opening`, `resuming`, `suspended`, `failed`; empty where none is wanted or nobody is signed in. */
  readonly app: string;
  /** The codes of what went wrong, sorted, each once. */
  readonly codes: readonly string[];
  readonly problems: readonly string[];
  /** That calls are waiting to be made again, and why. */
  readonly notice: string;
  readonly selections: string;
  readonly lists: string;
  readonly lastCall: string;
  /** What is said of selections after the app came back. */
  readonly recovery: string;
  /** Something turns: it is not known yet how it ends. */
  readonly isBusy: boolean;
}

/** What all panels of a page show at this moment, by the labels of their connections. */
export function lookAtPanels(page: Page): Promise<Readonly<Record<string, Sight>>> {
  return page.evaluate(() => {
    const textOf = (element: Element | null | undefined): string =>
      (element?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
    const panels = document.querySelectorAll('app-panel-frame > section');
    return Object.fromEntries(
      [...panels].map((panel) => {
        const fact = (name: string): string =>
          textOf([...panel.querySelectorAll('dt')].find((term) => textOf(term) === name)?.nextElementSibling);
        const status = textOf(panel.querySelector('app-connection-status'));
        const lists = [...panel.querySelectorAll('summary')]
          .map(textOf)
          .filter((each) => /^(Spaces|Streams|Apps)/.test(each))
          .join(', ');
        const app = panel.querySelector('[data-state]')?.getAttribute('data-state') ?? '';
        const alerts = [...panel.querySelectorAll('[role=alert]')];
        const codes = alerts.flatMap((each) => {
          const code = textOf(each.querySelector('code'));
          return code === '' ? [] : [code];
        });
        const user = fact('User');
        const notice = textOf(panel.querySelector('app-retry-notice'));
        return [
          panel.getAttribute('aria-label') ?? '',
          {
            ...{ status, user, app, notice, lists },
            codes: [...new Set(codes)].sort(),
            problems: alerts.map(textOf),
            selections: textOf(panel.querySelector('ul[aria-label=Selections]')),
            lastCall: fact('Last call'),
            recovery: textOf(panel.querySelector('app-panel-app > p[role=status]')),
            isBusy:
              /…$/.test(status) ||
              user === 'Loading …' ||
              lists.includes('…') ||
              app === 'opening' ||
              (alerts.length === 0 && panel.querySelector('app-panel-app > app-progress') !== null),
          },
        ];
      }),
    );
  });
}
