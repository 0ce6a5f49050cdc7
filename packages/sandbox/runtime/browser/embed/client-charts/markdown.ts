import { lexer, type Token, type Tokens } from 'marked';
import type { ResourceAddress } from './client-chart.ts';

/** Addresses that a text may lead to; scripts are none of them. */
const SAFE_ADDRESS = /^(https?:|mailto:|\/(?!\/))/i;

/**
 * Returns the content of a text in Markdown. HTML in it stays text: who edits an app does not write code for the pages that embed it.
 * @param addressOf the addresses of images of the tenant
 */
export function markdownNodes(text: string, addressOf: ResourceAddress): readonly Node[] {
  return nodesOf(lexer(text, { gfm: true, breaks: true }), addressOf);
}

function nodesOf(tokens: readonly Token[] | undefined, addressOf: ResourceAddress): readonly Node[] {
  return (tokens ?? []).flatMap((token) => nodeOf(token, addressOf) ?? []);
}

function nodeOf(token: Token, addressOf: ResourceAddress): Node | undefined {
  const inner = 'tokens' in token ? token.tokens : undefined;
  const around = (name: string): HTMLElement => elementOf(name, nodesOf(inner, addressOf));
  switch (token.type) {
    case 'space':
    case 'def':
      return undefined;
    case 'heading':
      return around(`h${(token as Tokens.Heading).depth}`);
    case 'paragraph':
      return around('p');
    case 'strong':
    case 'em':
    case 'del':
      return around(token.type);
    case 'blockquote':
      return around('blockquote');
    case 'br':
    case 'hr':
      return document.createElement(token.type);
    case 'list':
      return listOf(token as Tokens.List, addressOf);
    case 'link':
      return linkOf(token as Tokens.Link, around('a'));
    case 'image':
      return imageOf(token as Tokens.Image, addressOf);
    case 'code':
      return elementOf('pre', [document.createTextNode((token as Tokens.Code).text)]);
    case 'codespan':
      return elementOf('code', [document.createTextNode((token as Tokens.Codespan).text)]);
    case 'text':
    case 'escape':
      return inner === undefined
        ? document.createTextNode((token as Tokens.Text).text)
        : elementOf('span', nodesOf(inner, addressOf));
    default:
      return document.createTextNode(token.raw);
  }
}

function elementOf(name: string, nodes: readonly Node[]): HTMLElement {
  const element = document.createElement(name);
  // The margins that text has in Qlik's client, where pages may have others.
  if (/^(p|h\d|ul|ol|blockquote|pre)$/.test(name)) element.style.margin = '0 0 0.5em';
  element.append(...nodes);
  return element;
}

function listOf({ ordered, items }: Tokens.List, addressOf: ResourceAddress): HTMLElement {
  return elementOf(
    ordered ? 'ol' : 'ul',
    items.map(({ tokens }) => elementOf('li', nodesOf(tokens, addressOf))),
  );
}

function linkOf({ href }: Tokens.Link, element: HTMLElement): HTMLElement {
  if (!SAFE_ADDRESS.test(href)) return element;
  element.setAttribute('href', href);
  element.setAttribute('target', '_blank');
  element.setAttribute('rel', 'noopener noreferrer');
  return element;
}

function imageOf({ href, text }: Tokens.Image, addressOf: ResourceAddress): HTMLElement {
  const image = document.createElement('img');
  image.alt = text;
  image.style.maxWidth = '100%';
  if (href.startsWith('/')) void addressOf(href).then((address) => (image.src = address));
  else if (SAFE_ADDRESS.test(href)) image.src = href;
  return image;
}
