/** What a server of the lab gets wrong by itself, where spoiling its answer in front of it would not be enough. */
export type Defect =
  // Permissions.
  | 'owner-not-checked'
  | 'owner-locked-out'
  | 'admin-not-checked'
  | 'scope-not-checked'
  | 'session-not-bound'
  | 'tools-listed-to-everyone'
  // Tokens.
  | 'token-not-required'
  | 'unreadable-token-accepted'
  | 'signature-not-checked'
  | 'alg-none-accepted'
  | 'issuer-not-checked'
  | 'audience-not-checked'
  | 'expiry-not-checked'
  | 'not-before-not-checked'
  | 'revocation-not-checked'
  | 'query-token-accepted'
  // Answers.
  | 'data-in-refusal'
  | 'existence-oracle'
  | 'cache-shared'
  | 'cache-scope-wrong'
  | 'caller-mixed-up'
  // Leaks.
  | 'leaks-password-hash'
  | 'leaks-payment-credential'
  | 'leaks-card-number'
  | 'leaks-cost-price'
  | 'leaks-identity-number'
  | 'leaks-other-address'
  | 'leaks-in-structured-only'
  | 'leaks-assistant-only'
  | 'leaks-secret-in-error'
  | 'leaks-secret-in-log'
  | 'leaks-secret-in-description'
  | 'leaks-secret-in-url'
  | 'leaks-secret-in-meta';

/** What is wrong with the servers right now; asked anew for each decision, so that a switch takes effect at once. */
export interface Defects {
  has(defect: Defect): boolean;
}
