//! The sessions of the documentation are run and their output compared.

#[test]
fn sessions() {
    // Where the sessions write to.
    std::fs::create_dir_all("target/tmp").expect("a folder");
    trycmd::TestCases::new().env("LC_ALL", "C.UTF-8").case("README.md").case("docs/*.md").run();
}
