import type { MountedUi, PlainRequest } from './mounted-ui.ts';
import { requiredTextProp, textProp } from './props.ts';

interface Texts {
  readonly heading: string;
  readonly notice: string;
  readonly question: string;
  readonly ask: string;
  readonly answer: (question: string, assistantId: string) => string;
}

const ENGLISH: Texts = {
  heading: 'Assistant',
  notice: 'This is the sandbox: its answers are scripted, without a search.',
  question: 'Your question',
  ask: 'Ask',
  answer: (question, assistantId) =>
    `Scripted answer of the sandbox. You asked: “${question}” On a real tenant the assistant “${assistantId}” would answer that from its knowledge bases.`,
};

const GERMAN: Texts = {
  heading: 'Assistent',
  notice: 'Das ist die Sandbox: Die Antworten sind vorgegeben, ohne Suche.',
  question: 'Ihre Frage',
  ask: 'Fragen',
  answer: (question, assistantId) =>
    `Vorgegebene Antwort der Sandbox. Sie fragten: „${question}“ Auf einem echten Tenant würde der Assistent „${assistantId}“ das aus seinen Wissensdatenbanken beantworten.`,
};

/** `ui="ai/assistant"` and `ui="ai/agentic-assistant"`: a chat with one scripted answer, marked as scripted. `appearance` is Qlik's `qlik-light` or `qlik-dark`. */
export async function mountAssistant({ element, props }: PlainRequest): Promise<MountedUi> {
  const assistantId = requiredTextProp(props, 'assistantId');
  const language = textProp(props, 'language') ?? 'en';
  const texts = language.startsWith('de') ? GERMAN : ENGLISH;
  const isDark = textProp(props, 'appearance') === 'qlik-dark';
  const panel = part('section', {
    boxSizing: 'border-box',
    display: 'flex',
    flexDirection: 'column',
    gap: '8px',
    height: '100%',
    padding: '12px',
    font: '14px/1.4 system-ui, sans-serif',
    colorScheme: isDark ? 'dark' : 'light',
    color: isDark ? '#f2f2f2' : '#262626',
    background: isDark ? '#262626' : '#ffffff',
  });
  panel.lang = language;
  panel.setAttribute('aria-label', texts.heading);
  const heading = part('h2', { margin: '0', fontSize: '16px' }, texts.heading);
  const notice = part('p', { margin: '0', fontStyle: 'italic' }, texts.notice);
  const log = part('div', { flex: '1', minHeight: '0', overflow: 'auto' });
  log.setAttribute('role', 'log');
  log.tabIndex = 0;
  const form = questionForm(texts, (question) => {
    log.append(
      part('p', { margin: '8px 0', fontWeight: '600' }, question),
      part('p', { margin: '8px 0' }, texts.answer(question, assistantId)),
    );
    log.scrollTop = log.scrollHeight;
  });
  panel.append(heading, notice, log, form);
  element.append(panel);
  return { destroy: () => Promise.resolve() };
}

function questionForm(texts: Texts, ask: (question: string) => void): HTMLFormElement {
  const form = part('form', { display: 'flex', gap: '8px', margin: '0' });
  const field = part('textarea', { flex: '1', minWidth: '0', font: 'inherit' });
  field.rows = 2;
  field.required = true;
  field.setAttribute('aria-label', texts.question);
  field.placeholder = texts.question;
  const button = part('button', { font: 'inherit', padding: '0 16px' }, texts.ask);
  form.append(field, button);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const question = field.value.trim();
    if (!question) return;
    field.value = '';
    ask(question);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit();
  });
  return form;
}

function part<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  style: Partial<CSSStyleDeclaration>,
  text = '',
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  Object.assign(element.style, style);
  element.textContent = text;
  return element;
}
