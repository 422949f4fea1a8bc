import { fileOf } from '../api/api';

/** Prints a receipt: its PDF in a frame that nobody sees. @throws Refused, Unanswered. */
export const printReceipt = async (receiptNo: string): Promise<void> => {
  const url = URL.createObjectURL(await fileOf(`/receipts/${encodeURIComponent(receiptNo)}.pdf`));
  const frame = document.createElement('iframe');
  frame.title = '打印凭证';
  frame.className = 'print-frame';
  frame.src = url;
  document.querySelector('.print-frame')?.remove();
  frame.addEventListener('load', () => {
    frame.contentWindow?.focus();
    frame.contentWindow?.print();
    URL.revokeObjectURL(url);
  });
  document.body.append(frame);
};
