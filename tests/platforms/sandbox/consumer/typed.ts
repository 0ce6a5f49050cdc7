import { demoApps, startSandbox, type RunningSandbox, type SandboxConfig } from 'qlik-sandbox';
import { sandboxFixtures } from 'qlik-sandbox/playwright';

const config: SandboxConfig = { cloudPort: 0, adminPort: 0, apps: ['my-app'] };
export const running: Promise<RunningSandbox> = startSandbox(config);
export const id: string = demoApps.flights;
export const fixtures = sandboxFixtures(config);
// @ts-expect-error a port is a number
export const wrong: SandboxConfig = { cloudPort: '8181' };
