/** Finds a person by number and collects. */
const CounterPage = () => (
  <div className="page">
    <header className="head">
      <h1>收费</h1>
      <p>扫描或输入身份证号码，回车查找。</p>
    </header>
  </div>
);
export default CounterPage;
