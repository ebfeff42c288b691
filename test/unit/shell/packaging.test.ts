import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

interface Configuration {
  readonly files: readonly string[];
  readonly directories: { readonly output: string };
  readonly electronFuses: Readonly<Record<string, boolean>>;
  readonly extraMetadata: { readonly desktopName: string };
  readonly linux: {
    readonly target: readonly string[];
    readonly executableName: string;
    readonly syncDesktopName: boolean;
  };
  readonly mac: { readonly target: readonly string[]; readonly hardenedRuntime: boolean };
  readonly win: { readonly target: readonly string[] };
}

// electron-builder's own reader and judge, found from where it is installed.
const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const { getConfig, validateConfiguration } = fromBuilder('app-builder-lib/out/util/config/config.js') as {
  readonly getConfig: (projectDir: string, configPath: string) => Promise<Configuration>;
  readonly validateConfiguration: (
    config: Configuration,
    debugLogger: { isEnabled: boolean },
  ) => Promise<void>;
};

const root = path.join(import.meta.dirname, '../../..');
const configuration = await getConfig(root, 'electron-builder.yml');

describe('the configuration of the packages', () => {
  test('is one that electron-builder accepts', async () => {
    await expect(validateConfiguration(configuration, { isEnabled: false })).resolves.toBeUndefined();
  });

  test('would be refused with a misspelt fuse', async () => {
    const misspelt = { ...configuration, electronFuses: { runAsNod: false } };
    await expect(validateConfiguration(misspelt, { isEnabled: false })).rejects.toThrow(
      'configuration.electronFuses should be',
    );
  });

  test('names every package we promise', () => {
    expect(configuration.linux.target).toEqual(['AppImage', 'deb']);
    expect(configuration.mac.target).toEqual(['dmg']);
    expect(configuration.win.target).toEqual(['nsis']);
    expect(configuration.mac.hardenedRuntime).toBe(true);
  });

  test('turns off what a packaged program must refuse', () => {
    expect(configuration.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
      enableCookieEncryption: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  test('lets a Linux desktop find the running window under its own entry', () => {
    expect(configuration.linux.syncDesktopName).toBe(true);
    expect(configuration.extraMetadata.desktopName).toBe(`${configuration.linux.executableName}.desktop`);
  });

  test('does not pack its own output', () => {
    expect(configuration.files).not.toContain('dist/**');
    expect(configuration.directories.output).toBe('dist/packages');
  });
});
