import { DemoPage } from '../../stage/demo-page.ts';
import { expect, test } from '../../stage/house.ts';

test.describe('ticket', () => {
  test('buys the user of the application a session at the server', async ({ page, house }) => {
    house.keepOnly('server-ticket');
    const demo = new DemoPage(page, house, 'ticket');
    await demo.open();
    await demo.signInToApplication('grace');
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText('grace');
    await demo.openApp();
    const bought = await house.clientManaged.waitForRequest(({ path }) => path === '/qps/ticket/ticket');
    expect(bought).toMatchObject({
      status: 201,
      credential: { kind: 'certificate', client: 'proxy-service' },
    });
    const redeemed = await house.clientManaged.waitForRequest(({ queryNames }) =>
      queryNames.includes('qlikTicket'),
    );
    expect(redeemed).toMatchObject({
      user: 'SANDBOX\\grace',
      origin: house.origin,
      credential: { kind: 'ticket', client: '/ticket' },
    });
    const socket = await house.clientManaged.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({ status: 101, credential: { kind: 'session', client: '/ticket' } });
    expect(socket.queryNames).toContain('qlik-csrf-token');

    await demo.signOut();
    await demo.expectSignedOut();
  });
});
