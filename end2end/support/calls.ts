/** The 40 calls of a desk, line by line as they came (fixtures/calls.jsonl), and where each was filed. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RUN_FOLDER } from './server';

/** The person a call is about: someone known already, or someone new. */
export interface CallPatient {
  既存?: string;
  氏名?: string;
  ふりがな?: string;
  生年月日?: string;
  性別?: string;
  住所?: string;
  要介護度?: string;
  重複確認?: string;
}

/** What a caller said, by the labels of the form; only what is required is always there. */
export interface Inquiry {
  受付方法: string;
  相談者区分: string;
  主な相談内容: string;
  相談内容: string;
  相談者氏名?: string;
  相談者ふりがな?: string;
  所属機関?: string;
  電話番号?: string;
  緊急度?: string;
  対応内容?: string;
  転帰?: string;
  所要時間?: string;
  次回対応予定日?: string;
  担当者?: string;
  対象者?: CallPatient;
}

export interface Call extends Inquiry {
  id: string;
  find: string[];
  expect?: Record<string, unknown>;
}

export const calls: Call[] = readFileSync(resolve(__dirname, '../fixtures/calls.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as Call);

/** Where a call was filed. */
export interface Filed {
  id: string;
  number: string;
  patient?: string;
}

/** Kept in a file, because a failed test ends the worker and its memory while the later calls go on. */
export class Ledger {
  private readonly file: string;

  constructor(mode: string) {
    mkdirSync(RUN_FOLDER, { recursive: true });
    this.file = join(RUN_FOLDER, `calls-${mode}.json`);
  }

  private read(): Record<string, Filed> {
    return existsSync(this.file) ? (JSON.parse(readFileSync(this.file, 'utf8')) as Record<string, Filed>) : {};
  }

  enter(call: string, filed: Filed): void {
    writeFileSync(this.file, JSON.stringify({ ...this.read(), [call]: filed }, null, 1));
  }

  find(call: string): Filed {
    const filed = this.read()[call];
    if (!filed) throw new Error(`${call} was never filed, so nothing that refers to it can hold`);
    return filed;
  }
}
