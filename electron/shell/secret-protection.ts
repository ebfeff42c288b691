import { safeStorage } from 'electron';
import type { SecretVault } from '../engine/secret-vault.ts';

/**
 * Whether this machine can encrypt what must be kept secret. On Linux without a password manager Electron would encrypt
 * with a key that is printed in its source (`basic_text`), which is no protection: secrets then stay in memory.
 */
async function canProtectSecrets(): Promise<boolean> {
  if (process.platform === 'linux') {
    const backend = safeStorage.getSelectedStorageBackend();
    if (backend === 'basic_text' || backend === 'unknown') return false;
  }
  try {
    return await safeStorage.isAsyncEncryptionAvailable();
  } catch {
    return false;
  }
}

/** The system's protected store, where it protects anything. */
export async function systemVault(): Promise<SecretVault | undefined> {
  if (!(await canProtectSecrets())) return undefined;
  return {
    seal: async (text) => (await safeStorage.encryptStringAsync(text)).toString('base64'),
    open: async (sealed) => (await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'))).result,
  };
}
