import Taro from '@tarojs/taro';
import { signedIn } from '../api/calls';
import { Problem } from '../api/problem';

/**
 * Opens a paper as PDF in the reader of the phone.
 * @throws Problem where there is none yet
 */
export const openPaper = async (path: string): Promise<void> => {
  const { statusCode, tempFilePath } = await Taro.downloadFile({
    url: `${API_ORIGIN}/v1${path}.pdf`,
    header: signedIn(),
  });
  if (statusCode !== 200) throw new Problem({ status: statusCode, body: undefined });
  await Taro.openDocument({ filePath: tempFilePath, fileType: 'pdf' });
};
