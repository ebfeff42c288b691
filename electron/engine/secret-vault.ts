/**
 * Encryption by the system, where the host has it: Electron's safeStorage. A host without one keeps secrets in memory
 * and forgets them; they are never written in the clear.
 */
export interface SecretVault {
  /** The text sealed, as Base64. */
  seal(text: string): Promise<string>;
  /** The text again. Rejects when it was sealed by another user, on another machine, or altered. */
  open(sealed: string): Promise<string>;
}
