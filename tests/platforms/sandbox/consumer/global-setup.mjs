import { sandboxAddresses } from 'qlik-sandbox';
import { setup, teardown } from 'qlik-sandbox/global-setup';
import jestSetup from 'qlik-sandbox/jest-setup';
import jestTeardown from 'qlik-sandbox/jest-teardown';

const reached = [];
for (const [begin, end] of [
  [setup, teardown],
  [jestSetup, jestTeardown],
]) {
  await begin();
  const { cloud, cloudEu, clientManaged, admin } = sandboxAddresses();
  const answers = await Promise.all(
    [cloud, cloudEu, clientManaged, `${admin}/health`].map((address) => fetch(address)),
  );
  reached.push(answers.every(({ status }) => status < 500));
  await end();
  reached.push(
    await fetch(cloud).then(
      () => 'open',
      () => 'closed',
    ),
  );
}
process.stdout.write(`${JSON.stringify(reached)}\n`);
