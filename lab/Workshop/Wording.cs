using Lab.Core;

namespace Lab.Workshop;

/// <summary>What the lab itself says around an exercise, in one language.</summary>
sealed record Wording(
    string Exercise, string Predict, string Answer, string Units, string Another, string BringingUp, string Up, string Shells, string OnHost, string InContainer, string InVm, string Or,
    string ThenCheck, string Step, string Ok, string NotYet, string Seen, string SeenNothing, string AllOk, string Missing, string Predicted, string Measured, string Right, string Wrong,
    string NotMeasured, string UnderKvm, string OnDockerDesktop, string Reading, string Removed, string Kept)
{
    public static Wording Of(string language) => language == "ko" ? s_korean : s_english;

    public string PlaceName(Place place) => place switch { Place.Host => OnHost, Place.Container => InContainer, _ => InVm };

    static readonly Wording s_english = new(
        Exercise: "Exercise", Predict: "What do you predict?", Answer: "Your prediction", Units: "a number; it may be followed by", Another: "That is none of the answers. Write the number in front of one.",
        BringingUp: "Bringing up", Up: "Everything is up. Type in these shells, each in a terminal of its own:",
        Shells: "shell", OnHost: "host", InContainer: "container", InVm: "virtual machine", Or: "or",
        ThenCheck: "When you are done:", Step: "Step", Ok: "ok", NotYet: "not yet", Seen: "The check saw:", SeenNothing: "The check saw nothing.",
        AllOk: "Everything is there. Next:", Missing: "Not everything is there yet; look at the hints and check again.",
        Predicted: "You predicted", Measured: "Measured", Right: "right", Wrong: "not what you predicted: that is where one learns",
        NotMeasured: "(not measured)", UnderKvm: "Under KVM", OnDockerDesktop: "On Docker Desktop", Reading: "Further reading",
        Removed: "Everything of this exercise is removed.", Kept: "Your answers are kept in");

    static readonly Wording s_korean = new(
        Exercise: "실습", Predict: "어떻게 예측합니까?", Answer: "예측", Units: "숫자로 적습니다. 뒤에 붙일 수 있는 단위는", Another: "그런 답은 없습니다. 답 앞의 번호를 적어 주십시오.",
        BringingUp: "시작하는 중:", Up: "모두 준비되었습니다. 셸을 각각 별도의 터미널에서 열고 입력하십시오.",
        Shells: "셸", OnHost: "호스트", InContainer: "컨테이너", InVm: "가상 머신", Or: "또는",
        ThenCheck: "다 마쳤으면:", Step: "단계", Ok: "확인", NotYet: "아직", Seen: "확인한 결과:", SeenNothing: "확인했지만 아무것도 나오지 않았습니다.",
        AllOk: "모두 확인했습니다. 다음:", Missing: "아직 빠진 것이 있습니다. 힌트를 보고 다시 확인해 보십시오.",
        Predicted: "예측", Measured: "측정", Right: "맞았습니다", Wrong: "예측과 다릅니다. 배움은 바로 여기에서 시작됩니다",
        NotMeasured: "(측정하지 않음)", UnderKvm: "KVM이라면", OnDockerDesktop: "Docker Desktop이라면", Reading: "더 읽을거리",
        Removed: "이 실습에서 만든 것을 모두 지웠습니다.", Kept: "답은 이 파일에 남아 있습니다:");
}
