// Payment card numbers: check digit (ISO/IEC 7812-1 Annex B), issuer ranges and lengths of the networks.

const DOUBLED = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];

/** Whether a string of digits passes the Luhn check. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  let doubling = false;
  for (let at = digits.length - 1; at >= 0; at -= 1) {
    const digit = digits.charCodeAt(at) - 48;
    sum += doubling ? (DOUBLED[digit] ?? 0) : digit;
    doubling = !doubling;
  }
  return digits !== '' && sum % 10 === 0;
}

interface Network {
  readonly name: string;
  /** Ranges of the leading digits, both ends included. */
  readonly ranges: readonly (readonly [from: number, to: number])[];
  readonly lengths: readonly number[];
  /** Too short or too common to say anything without a word beside it. */
  readonly needsName?: true;
}

/** As the networks publish them; the first that fits names the card. */
const NETWORKS: readonly Network[] = [
  {
    name: 'American Express',
    ranges: [
      [34, 34],
      [37, 37],
    ],
    lengths: [15],
  },
  {
    name: 'Diners Club',
    ranges: [
      [300, 305],
      [3095, 3095],
      [36, 36],
      [38, 39],
    ],
    lengths: [14, 16],
  },
  { name: 'JCB', ranges: [[3528, 3589]], lengths: [16, 17, 18, 19] },
  { name: 'Visa', ranges: [[4, 4]], lengths: [16, 19] },
  { name: 'Visa', ranges: [[4, 4]], lengths: [13], needsName: true },
  {
    name: 'Mastercard',
    ranges: [
      [51, 55],
      [2221, 2720],
    ],
    lengths: [16],
  },
  { name: 'Mir', ranges: [[2200, 2204]], lengths: [16, 17, 18, 19] },
  {
    name: 'Discover',
    ranges: [
      [6011, 6011],
      [644, 649],
      [65, 65],
    ],
    lengths: [16, 17, 18, 19],
  },
  {
    name: 'UnionPay',
    ranges: [
      [62, 62],
      [81, 81],
    ],
    lengths: [16, 17, 18, 19],
  },
  {
    name: 'RuPay',
    ranges: [
      [60, 60],
      [82, 82],
      [508, 508],
    ],
    lengths: [16],
  },
  { name: 'Troy', ranges: [[9792, 9792]], lengths: [16] },
  {
    name: 'Maestro',
    ranges: [
      [50, 50],
      [56, 69],
    ],
    lengths: [12, 13, 14, 15, 16, 17, 18, 19],
    needsName: true,
  },
];

/** The network whose range and length fit; `named` says that a name or label speaks of a card. */
export function cardNetwork(digits: string, named: boolean): string | undefined {
  return NETWORKS.find(
    ({ ranges, lengths, needsName }) =>
      (named || needsName !== true) &&
      lengths.includes(digits.length) &&
      ranges.some(([from, to]) => {
        const lead = Number(digits.slice(0, String(from).length));
        return lead >= from && lead <= to;
      }),
  )?.name;
}
