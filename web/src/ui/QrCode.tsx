import qrcode from 'qrcode-generator';
import { strings } from './strings';

/** The text as one path of unit squares; version and size follow from its length. */
export default function QrCode({ text }: { text: string }) {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  let path = '';
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (code.isDark(row, column)) path += `M${column} ${row}h1v1h-1z`;
    }
  }
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={strings.invite.qr} shapeRendering="crispEdges">
      <path d={path} fill="#2b241d" />
    </svg>
  );
}
