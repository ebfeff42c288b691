import { safeStorage } from 'electron';

/**
 * Whether this machine can encrypt what must be kept secret. On Linux without a password manager Electron would encrypt
 * with a key that is printed in its source (`basic_text`), which is no protection: secrets then stay in memory.
 */
export async function canProtectSecrets(): Promise<boolean> {
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
