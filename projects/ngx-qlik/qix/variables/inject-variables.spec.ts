import { signal } from '@angular/core';
import { qlikErrorOf } from 'ngx-qlik/testing';
import { useSalesApp } from '../sales-app.spec';
import { injectVariable, injectVariables } from './inject-variables';

describe('the variables of an app', () => {
  const sales = useSalesApp();

  it('are listed by name', async () => {
    const variables = sales.run(() => injectVariables(sales.appSession));
    await sales.stable();
    expect(variables.value()).toEqual([
      { id: 'vTarget', name: 'vTarget', definition: '100', comment: '', isFromScript: false },
      { id: 'vTitle', name: 'vTitle', definition: 'Sales', comment: '', isFromScript: true },
      {
        id: 'vTotal',
        name: 'vTotal',
        definition: '=Sum(Sales)',
        comment: 'Of the selections',
        isFromScript: false,
      },
    ]);
    await variables.set('vTarget', 7);
    await sales.stable();
    expect(variables.value()?.[0]?.definition).toBe('7');
    const { code, message } = await qlikErrorOf(variables.set('vNone', 1));
    expect([code, message]).toEqual(['object-not-found', 'There is no variable "vNone" in this app.']);
  });

  it('have a value that follows the selections, other clients and the page', async () => {
    const [total, target] = sales.run(() => [
      injectVariable(sales.appSession, 'vTotal'),
      injectVariable(sales.appSession, signal('vTarget')),
    ]);
    await sales.stable();
    expect([total?.value(), target?.value()]).toEqual([
      { text: '51', number: 51 },
      { text: '100', number: 100 },
    ]);
    sales.app.select('Region', ['North']);
    await target?.set('high');
    await sales.stable();
    expect([total?.value(), target?.value()]).toEqual([{ text: '15', number: 15 }, { text: 'high' }]);
    sales.app.setVariable('vTarget', 3);
    await sales.stable();
    expect(target?.value()?.number).toBe(3);
  });

  it('fail with the name of one that is not there, until there is another', async () => {
    const name = signal<string | undefined>('vNone');
    const variable = sales.run(() => injectVariable(sales.appSession, name));
    await sales.stable();
    expect([variable.status(), variable.error()?.message]).toEqual([
      'error',
      'There is no variable "vNone" in this app.',
    ]);
    name.set('vTitle');
    await sales.stable();
    expect(variable.value()).toEqual({ text: 'Sales' });
    name.set(undefined);
    await sales.stable();
    expect(variable.status()).toBe('idle');
  });

  it('are read again in a rebuilt session', async () => {
    const variable = sales.run(() => injectVariable(sales.appSession, 'vTarget'));
    await sales.stable();
    sales.app.closeSocket({ losesSession: true });
    await sales.stable();
    await variable.set(5);
    await sales.stable();
    expect(variable.value()?.number).toBe(5);
  });
});
