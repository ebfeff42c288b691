import { describe, expect, it } from 'vitest';
import { changedFields, DEFAULT_FORM, formOf, readSettings } from '../../../renderer/flow-settings-form.ts';
import { flowSettings } from '../../../shared/contract.ts';

const FULL = {
  ...DEFAULT_FORM,
  revision: '2025-11-25',
  registration: 'preregistered',
  clientId: ' shop-client ',
  clientAuth: 'client_secret_post',
  clientSecret: ' kept as typed ',
  clientMetadataUrl: 'https://you.example/client.json',
  clientIssuer: 'https://auth.example',
  scope: 'orders:read  orders:write',
  authorizationServer: 'https://auth.example',
  redirectPort: '8080',
  redirectPath: '/cb',
  extraAuthorizationParameters: 'login_hint=alice\n\nclaims={"a"=1}',
  extraHeaders: 'X-Tenant: 7\nX-Empty:',
  overrides: 'a/b, c/d',
  timeout: '500',
  bodyLimit: '2048',
} as const;

describe('the settings form', () => {
  it('reads the defaults as the contract fills them in', () => {
    const { settings, secrets, problems } = readSettings(DEFAULT_FORM);
    expect(problems).toEqual({});
    expect(secrets).toBeUndefined();
    expect(flowSettings.parse(settings)).toEqual(flowSettings.parse({}));
    expect(changedFields(DEFAULT_FORM)).toBe(0);
  });

  it('reads every field into settings that the contract takes', () => {
    const { settings, secrets, problems } = readSettings(FULL);
    expect(problems).toEqual({});
    expect(secrets).toEqual({ clientSecret: ' kept as typed ' });
    expect(flowSettings.parse(settings)).toEqual({
      revision: '2025-11-25',
      registration: 'preregistered',
      grant: 'authorization_code',
      login: 'browser',
      clientId: 'shop-client',
      clientAuth: 'client_secret_post',
      clientMetadataUrl: 'https://you.example/client.json',
      clientIssuer: 'https://auth.example',
      scope: 'orders:read  orders:write',
      authorizationServer: 'https://auth.example',
      redirectPort: 8080,
      redirectPath: '/cb',
      extraAuthorizationParameters: { login_hint: 'alice', claims: '{"a"=1}' },
      extraHeaders: [
        ['X-Tenant', '7'],
        ['X-Empty', ''],
      ],
      overrides: ['a/b', 'c/d'],
      timeout: 500,
      bodyLimit: 2048,
    });
  });

  it('shows settings so that reading them again gives the same', () => {
    const first = flowSettings.parse(readSettings(FULL).settings);
    // The parsed type allows `undefined` members, which a JSON round trip takes away.
    const form = formOf(JSON.parse(JSON.stringify(first)), FULL);
    expect(flowSettings.parse(readSettings(form).settings)).toEqual(first);
    expect(form.clientSecret).toBe(FULL.clientSecret);
  });

  it.each([
    ['redirectPort', '70000', 'port'],
    ['redirectPort', '8o8o', 'port'],
    ['redirectPath', 'callback', 'path'],
    ['timeout', '99', 'timeout'],
    ['timeout', '', 'timeout'],
    ['bodyLimit', '-1', 'bodyLimit'],
    ['clientMetadataUrl', 'https://you.example', 'httpsUrl'],
    ['clientIssuer', 'auth.example', 'url'],
    ['authorizationServer', 'javascript:alert(1)', 'url'],
  ] as const)('says what is wrong with %s “%s”', (field, typed, problem) => {
    expect(readSettings({ ...DEFAULT_FORM, [field]: typed }).problems).toEqual({ [field]: { problem } });
  });

  it('names the line that is no parameter and the line that is no header', () => {
    const { problems } = readSettings({
      ...DEFAULT_FORM,
      extraAuthorizationParameters: 'a=1\nb',
      extraHeaders: '\nno colon',
    });
    expect(problems).toEqual({
      extraAuthorizationParameters: { problem: 'parameter', values: { line: 2 } },
      extraHeaders: { problem: 'header', values: { line: 2 } },
    });
  });
});
