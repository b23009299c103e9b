/** The currency beside the dollar: which, and how much of it one dollar is. Remembered on this device. */
export interface SecondCurrency {
  /** ISO 4217. */
  readonly code: string;
  readonly rate: number;
}

const REMEMBERED = 'second-currency';
const DEFAULT: SecondCurrency = { code: 'KRW', rate: 1430 };

export function rememberedCurrency(storage: Pick<Storage, 'getItem'>): SecondCurrency {
  const [code = '', rate = ''] = (storage.getItem(REMEMBERED) ?? '').split(' ');
  return isCurrency({ code, rate: Number(rate) }) ? { code, rate: Number(rate) } : DEFAULT;
}

export function rememberCurrency(storage: Pick<Storage, 'setItem'>, { code, rate }: SecondCurrency): void {
  storage.setItem(REMEMBERED, `${code} ${rate}`);
}

export function isCurrency({ code, rate }: SecondCurrency): boolean {
  return /^[A-Z]{3}$/.test(code) && Number.isFinite(rate) && rate > 0;
}

export function inCurrency(language: string, usd: number, { code, rate }: SecondCurrency): string {
  const options = { style: 'currency', currency: code, currencyDisplay: 'narrowSymbol' } as const;
  return new Intl.NumberFormat(language, options).format(usd * rate);
}
